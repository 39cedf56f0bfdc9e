// GitHub behind its port: each question in a request or a few, and each answer in our own words.
import type { Octokit } from 'octokit';
import type { GitHubSettings } from '../../../core/operator-config.js';
import type { ForgeRepository } from '../../../core/repository.js';
import type { Answer, GitHub } from './github.js';
import { type ClientOptions, createGitHubClient, type GitHubClient } from './github-client.js';
import { putComment } from './put-comment.js';
import { changedIssues, commentedByOthers, comments, issue, labelledBy } from './read-issues.js';
import { branches, file, hasLabel, mayWrite, repositoryFacts } from './read-repository.js';
import { setState } from './set-state.js';

/** Nothing is asked before it is used: a token that is missing is a refusal of what is asked then. */
export function createGitHub(settings: GitHubSettings, env: NodeJS.ProcessEnv, options: ClientOptions = {}): GitHub {
  return githubOn(createGitHubClient(settings, env, options));
}

export function githubOn(client: GitHubClient): GitHub {
  const ask = <T>(
    repository: ForgeRepository,
    doing: string,
    work: (octokit: Octokit) => Promise<T>,
    number?: number,
  ): Promise<Answer<T>> => client.ask({ repository, doing, ...(number === undefined ? {} : { number }) }, work);

  return {
    whoAmI: (repository) => client.whoAmI(repository),
    token: (repository) => client.token(repository),
    repository: (repository) =>
      ask(repository, 'look at the repository', (octokit) => repositoryFacts(octokit, repository)),
    file: (repository, path, bytesMax) =>
      ask(repository, `read ${path}`, (octokit) => file(octokit, repository, path, bytesMax)),
    hasLabel: (repository, label) =>
      ask(repository, `look for the label ${label}`, (octokit) => hasLabel(octokit, repository, label)),
    branches: (repository, prefix) =>
      ask(repository, 'list branches', (octokit) => branches(octokit, repository, prefix)),
    issue: (repository, number) =>
      ask(repository, 'read the issue', (octokit) => issue(octokit, repository, number), number),
    changedIssues: (repository, since) =>
      ask(repository, 'look for changed issues', (octokit) => changedIssues(octokit, repository, since)),
    async commentedByOthers(repository, sinceMs) {
      const us = await client.whoAmI(repository);
      if (!us.ok) return us;
      const read = (octokit: Octokit) => commentedByOthers(octokit, repository, us.value, sinceMs);
      return ask(repository, 'look for new comments', read);
    },
    labelledBy: (repository, number, label) =>
      ask(repository, 'see who set the label', (octokit) => labelledBy(octokit, { repository, number }, label), number),
    comments: (repository, number, sinceMs) =>
      ask(repository, 'read comments', (octokit) => comments(octokit, { repository, number }, sinceMs), number),
    mayWrite: (repository, login) =>
      ask(repository, `see what ${login} may do`, (octokit) => mayWrite(octokit, repository, login)),
    react: (repository, commentId, content) =>
      ask(repository, 'react to a comment', async (octokit) => {
        const at = { owner: repository.owner, repo: repository.name, comment_id: commentId };
        await octokit.rest.reactions.createForIssueComment({ ...at, content });
        return null;
      }),
    async putComment(repository, number, comment) {
      const us = await client.whoAmI(repository);
      if (!us.ok) return us;
      const write = (octokit: Octokit) => putComment(octokit, { repository, number }, us.value, comment);
      return ask(repository, 'write a comment', nothing(write), number);
    },
    addLabel: (repository, number, label) =>
      ask(
        repository,
        `set the label ${label}`,
        nothing((octokit) =>
          octokit.rest.issues.addLabels({
            owner: repository.owner,
            repo: repository.name,
            issue_number: number,
            labels: [label],
          }),
        ),
        number,
      ),
    setState: (repository, number, label, state) =>
      ask(
        repository,
        'set the label that says the state',
        nothing((octokit) => setState(octokit, { repository, number }, label, state)),
        number,
      ),
  };
}

function nothing(work: (octokit: Octokit) => Promise<unknown>): (octokit: Octokit) => Promise<null> {
  return async (octokit) => {
    await work(octokit);
    return null;
  };
}
