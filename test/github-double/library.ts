// A repository on the double that the tests of it work in, and octokit as a client of it.
import { Octokit } from 'octokit';
import { type GitHubDouble, type GitHubOptions, startGitHub } from '../doubles/github/github-double.js';

export const AT = { owner: 'acme', repo: 'library' };

export async function libraryOnGitHub(options?: GitHubOptions): Promise<GitHubDouble> {
  const github = await startGitHub(options);
  github.addUser('otto');
  await github.addRepository('acme/library', {
    files: { 'README.md': '# Library\n', 'lib/a.js': 'one\ntwo\nthree\n' },
    roles: { maya: 'write', tom: 'triage', rita: 'admin' },
  });
  return github;
}

/** Without its own ideas of when to try again. */
export function octokitWith(github: GitHubDouble, auth: string): Octokit {
  return new Octokit({ baseUrl: github.apiUrl, auth, retry: { enabled: false }, throttle: { enabled: false } });
}

export function octokitOf(github: GitHubDouble, login: string): Octokit {
  return octokitWith(github, github.token(login));
}

/** Maya's pull request that adds a file. */
export async function thingProposed(github: GitHubDouble): Promise<number> {
  const maya = github.as('maya');
  maya.openIssue({ title: 'Add a thing', body: 'Please.' });
  await maya.pushCommit({ branch: 'thing', files: { 'lib/b.js': 'b\nbb\n' }, message: 'Add b' });
  return (await maya.openPull({ title: 'A thing', body: 'Closes #1', head: 'thing' })).number;
}
