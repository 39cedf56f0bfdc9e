// A repository as GitHub shows it.
import { stamp } from '../clock.js';
import type { Repository } from '../model.js';
import { fullName, type World } from '../world.js';
import { userView } from './user.js';
import { type Json, links, nodeId } from './view.js';

const TEMPLATES = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  contributors: '/contributors',
  deployments: '/deployments',
  downloads: '/downloads',
  events: '/events',
  forks: '/forks',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '/hooks',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  languages: '/languages',
  merges: '/merges',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  stargazers: '/stargazers',
  statuses: '/statuses/{sha}',
  subscribers: '/subscribers',
  subscription: '/subscription',
  tags: '/tags',
  teams: '/teams',
  trees: '/git/trees{/sha}',
};

export function repositoryApi(world: World, repository: Repository): string {
  return `${world.api}/repos/${fullName(repository)}`;
}

export function repositoryPage(world: World, repository: Repository): string {
  return `${world.origin}/${fullName(repository)}`;
}

export function repositoryView(world: World, repository: Repository): Json {
  const url = repositoryApi(world, repository);
  const page = repositoryPage(world, repository);
  const open = repository.issues.filter(({ state, gone }) => state === 'open' && !gone).length;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    owner: userView(world, repository.owner),
    private: repository.private,
    html_url: page,
    description: repository.description,
    fork: repository.parent !== null,
    url,
    ...links(url, TEMPLATES),
    git_url: `${page.replace('http:', 'git:')}.git`,
    ssh_url: `git@${new URL(world.origin).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 1,
    default_branch: repository.defaultBranch,
    open_issues_count: open,
    is_template: false,
    topics: [],
    has_issues: repository.hasIssues,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: stamp(repository.pushedAtMs),
    created_at: stamp(repository.createdAtMs),
    updated_at: stamp(repository.updatedAtMs),
    forks: 0,
    open_issues: open,
    watchers: 0,
  };
}

/** With what only a request for this one repository has. */
export function wholeRepositoryView(world: World, repository: Repository): Json {
  const { parent } = repository;
  const origin = parent ? { parent: repositoryView(world, parent), source: repositoryView(world, parent) } : {};
  return { ...repositoryView(world, repository), subscribers_count: 0, network_count: 0, ...origin };
}
