// Commits and changed files as GitHub shows them.
import type { CommitFacts, FileDifference } from '../git/history.js';
import type { Repository } from '../model.js';
import { userNamed, type World } from '../world.js';
import { repositoryApi, repositoryPage } from './repository.js';
import { userOrNull } from './user.js';
import { type Json, nodeId } from './view.js';

export function commitView(world: World, repository: Repository, commit: CommitFacts): Json {
  const api = repositoryApi(world, repository);
  const page = repositoryPage(world, repository);
  const url = `${api}/commits/${commit.sha}`;
  return {
    url,
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    author: userOrNull(world, userNamed(world, commit.author.name)),
    committer: userOrNull(world, userNamed(world, commit.committer.name)),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${page}/commit/${sha}` })),
  };
}

export function differenceView(world: World, repository: Repository, file: FileDifference, sha: string): Json {
  const page = repositoryPage(world, repository);
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: null,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryApi(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === '' ? {} : { patch: file.patch }),
    ...(file.previous ? { previous_filename: file.previous } : {}),
  };
}

export function refView(world: World, repository: Repository, ref: string, sha: string): Json {
  const api = repositoryApi(world, repository);
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: `${api}/git/${ref}`,
    object: { sha, type: 'commit', url: `${api}/git/commits/${sha}` },
  };
}

export function branchView(
  world: World,
  repository: Repository,
  name: string,
  commit: CommitFacts,
  guarded: boolean,
): Json {
  const self = `${repositoryApi(world, repository)}/branches/${encodeURIComponent(name)}`;
  return {
    name,
    commit: commitView(world, repository, commit),
    _links: { self, html: `${repositoryPage(world, repository)}/tree/${name}` },
    protected: guarded,
    protection: { enabled: guarded },
    protection_url: `${self}/protection`,
  };
}

/** As check suites have it. */
export function simpleCommitView(commit: CommitFacts): Json {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.author.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** As webhooks of pushes have it. */
export function pushedCommitView(world: World, repository: Repository, commit: CommitFacts): Json {
  return {
    ...simpleCommitView(commit),
    distinct: true,
    url: `${repositoryPage(world, repository)}/commit/${commit.sha}`,
    added: [],
    removed: [],
    modified: [],
  };
}
