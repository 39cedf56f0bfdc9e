// Routes that read git: files, refs, branches, commits, comparisons; and the few that write it.

import { rulesFor } from '../acts/mergeability.js';
import { authorOf, branchMoved } from '../acts/pushes.js';
import { forkRepository } from '../acts/repositories.js';
import { commitsOf, differences } from '../git/history.js';
import { mergeCommits } from '../git/merging.js';
import { isPull } from '../model.js';
import { notFound, Refusal } from '../refusal.js';
import { branchView, commitView, differenceView, refView } from '../views/commit.js';
import { contentView, directoryView } from '../views/content.js';
import { pullSimpleView } from '../views/pull.js';
import { repositoryApi, repositoryPage, wholeRepositoryView } from '../views/repository.js';
import {
  type Answer,
  type Asked,
  actorOf,
  created,
  forbidden,
  list,
  mayWrite,
  NO_CONTENT,
  ok,
  type Routes,
  textOf,
} from './route.js';

export const contentRoutes: Routes = {
  'repos/get-content': getContent,
  'git/get-ref': async (asked) => {
    const { world, repository, params } = asked;
    const sha = (await repository.git.refs(`refs/${params['ref']}`)).get(`refs/${params['ref']}`);
    if (!sha) throw notFound();
    return ok(refView(world, repository, `refs/${params['ref']}`, sha));
  },
  'git/list-matching-refs': async ({ world, repository, params }) => {
    const prefix = `refs/${params['ref']}`;
    const refs = [...(await repository.git.refs('refs'))].filter(([ref]) => ref.startsWith(prefix));
    return list(refs.map(([ref, sha]) => refView(world, repository, ref, sha)));
  },
  'git/create-ref': (asked) => writeRef(asked, textOf(asked.body, 'ref') ?? '', textOf(asked.body, 'sha') ?? ''),
  'git/update-ref': (asked) => writeRef(asked, `refs/${asked.params['ref']}`, textOf(asked.body, 'sha') ?? ''),
  'git/delete-ref': async (asked) => {
    await writeRef(asked, `refs/${asked.params['ref']}`, null);
    return NO_CONTENT;
  },
  'repos/list-branches': async ({ world, repository }) => {
    const refs = await repository.git.refs();
    return list(
      [...refs].map(([ref, sha]) => {
        const name = ref.slice('refs/heads/'.length);
        const url = `${repositoryApi(world, repository)}/commits/${sha}`;
        return { name, commit: { sha, url }, protected: rulesFor(repository, name).length > 0 };
      }),
    );
  },
  'repos/get-branch': async ({ world, repository, params }) => {
    const name = params['branch'] ?? '';
    const sha = await repository.git.branch(name);
    const [commit] = sha ? await commitsOf(repository.git, '-1', sha) : [];
    if (!commit) throw new Refusal(404, 'Branch not found');
    return ok(branchView(world, repository, name, commit, rulesFor(repository, name).length > 0));
  },
  'repos/list-commits': listCommits,
  'repos/get-commit': async ({ world, repository, params }) => {
    const sha = await repository.git.commit(params['ref'] ?? '');
    const [commit] = sha ? await commitsOf(repository.git, '-1', sha) : [];
    if (!commit) throw new Refusal(422, `No commit found for SHA: ${params['ref']}`);
    const files = commit.parents[0] ? await differences(repository.git, commit.parents[0], commit.sha) : [];
    return ok({
      ...commitView(world, repository, commit),
      files: files.map((file) => differenceView(world, repository, file, commit.sha)),
    });
  },
  'repos/list-pull-requests-associated-with-commit': async ({ world, repository, params }) => {
    const sha = await repository.git.commit(params['commit_sha'] ?? '');
    const pulls = repository.issues
      .filter(isPull)
      .filter(({ pull }) => pull.headSha === sha || pull.merged?.sha === sha);
    return list(pulls.map((issue) => pullSimpleView(world, repository, issue)));
  },
  'repos/compare-commits-with-basehead': compare,
  'repos/merge': mergeBranches,
  'repos/create-fork': async (asked) => {
    const fork = await forkRepository(asked.world, asked.repository, actorOf(asked).user);
    return { status: 202, body: wholeRepositoryView(asked.world, fork) };
  },
};

async function getContent(asked: Asked): Promise<Answer> {
  const { world, repository, params, query, accept } = asked;
  const ref = String(query['ref'] ?? repository.defaultBranch);
  const commit = await repository.git.commit(ref);
  if (!commit) {
    const empty = (await repository.git.refs()).size === 0;
    throw new Refusal(404, empty ? 'This repository is empty.' : `No commit found for the ref ${ref}`);
  }
  const path = (params['path'] ?? '').replace(/^\/|\/$/g, '');
  const entry = await repository.git.ask('ls-tree', commit, '--', path);
  const type = path === '' ? 'tree' : entry?.split(/\s/)[1];
  if (type === 'tree') return ok(await directoryView(world, repository, commit, path, ref));
  const bytes = await repository.git.blob(commit, path);
  if (!bytes) throw notFound();
  if (/\braw\b/.test(accept)) return { status: 200, text: bytes.toString() };
  return ok(contentView(world, repository, { path, ref, bytes, sha: entry?.split(/\s/)[2] ?? '' }));
}

/** Null deletes it. */
async function writeRef(asked: Asked, ref: string, sha: string | null): Promise<Answer> {
  const { world, repository, body } = asked;
  if (!mayWrite(asked)) throw forbidden(asked);
  if (!/^refs\/[^/]+\/.+/.test(ref)) throw new Refusal(422, 'Reference name must start with refs/');
  const before = (await repository.git.refs('refs')).get(ref) ?? null;
  const creates = body['ref'] !== undefined;
  if (creates && before) throw new Refusal(422, 'Reference already exists');
  if (!creates && !before) throw new Refusal(422, 'Reference does not exist');
  if (sha && !(await repository.git.commit(sha))) throw new Refusal(422, 'Object does not exist');
  const forward = !sha || !before || body['force'] === true || (await repository.git.isAncestor(before, sha));
  if (!forward) throw new Refusal(422, 'Update is not a fast forward');
  await repository.git.setRef(ref, sha);
  if (ref.startsWith('refs/heads/')) {
    const branch = ref.slice('refs/heads/'.length);
    await branchMoved(world, actorOf(asked), repository, { branch, before, after: sha });
  }
  const answer = ok(sha ? refView(world, repository, ref, sha) : undefined);
  return creates ? created(answer.body) : answer;
}

async function listCommits({ world, repository, query }: Asked): Promise<Answer> {
  if ((await repository.git.refs()).size === 0) throw new Refusal(409, 'Git Repository is empty.');
  const sha = await repository.git.commit(String(query['sha'] ?? repository.defaultBranch));
  if (!sha) throw notFound();
  const since = query['since'] ? [`--since=${query['since']}`] : [];
  const until = query['until'] ? [`--until=${query['until']}`] : [];
  const path = query['path'] ? ['--', String(query['path'])] : [];
  const commits = await commitsOf(repository.git, ...since, ...until, sha, ...path);
  return list(commits.map((commit) => commitView(world, repository, commit)));
}

async function compare({ world, repository, params }: Asked): Promise<Answer> {
  const [from = '', to = ''] = (params['basehead'] ?? '').split('...');
  const [base, head] = [await repository.git.commit(from), await repository.git.commit(to)];
  const fork = base && head ? await repository.git.ask('merge-base', base, head) : null;
  if (!base || !head || !fork) throw notFound();
  const commits = await commitsOf(repository.git, '--reverse', `${base}..${head}`);
  const behind = Number(await repository.git.git('rev-list', '--count', `${head}..${base}`));
  const [[baseCommit], [forkCommit]] = [
    await commitsOf(repository.git, '-1', base),
    await commitsOf(repository.git, '-1', fork),
  ];
  if (!baseCommit || !forkCommit) throw notFound();
  const page = `${repositoryPage(world, repository)}/compare/${from}...${to}`;
  const ahead = commits.length;
  const status = ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical';
  const files = await differences(repository.git, fork, head);
  const facts = {
    url: `${repositoryApi(world, repository)}/compare/${from}...${to}`,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: commitView(world, repository, baseCommit),
    merge_base_commit: commitView(world, repository, forkCommit),
    status,
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    files: files.map((file) => differenceView(world, repository, file, head)),
  };
  return list(
    commits.map((commit) => commitView(world, repository, commit)),
    (shown) => ({ ...facts, commits: shown }),
  );
}

async function mergeBranches(asked: Asked): Promise<Answer> {
  const { world, repository, body } = asked;
  if (!mayWrite(asked)) throw forbidden(asked);
  const branch = String(body['base']);
  const into = await repository.git.branch(branch);
  const from = await repository.git.commit(String(body['head']));
  if (!into || !from) throw new Refusal(404, into ? 'Head does not exist' : 'Base does not exist');
  if (await repository.git.isAncestor(from, into)) return NO_CONTENT;
  const message = textOf(body, 'commit_message') ?? `Merge ${body['head']} into ${branch}`;
  const author = authorOf(world, actorOf(asked).user);
  const sha = await mergeCommits(repository.git, { into, from, method: 'merge', message, author });
  if (!sha) throw new Refusal(409, 'Merge conflict');
  await repository.git.setRef(`refs/heads/${branch}`, sha);
  await branchMoved(world, actorOf(asked), repository, { branch, before: into, after: sha });
  const [commit] = await commitsOf(repository.git, '-1', sha);
  if (!commit) throw notFound();
  return created(commitView(world, repository, commit));
}
