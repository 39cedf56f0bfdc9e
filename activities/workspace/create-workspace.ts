// Puts the workspace's parts together behind its port.
import type { RepositoryRef } from '../../core/repository.js';
import type { Home } from '../home.js';
import { changedFiles, diff } from './compare-commits.js';
import { throwingGitTrouble } from './git-trouble.js';
import { keptWorktree, markWorktree, removeKeptWorktrees } from './kept-worktree.js';
import { merge } from './merge.js';
import { openRepository } from './open-repository.js';
import { placesOf } from './places.js';
import { publishBranch } from './publish-branch.js';
import { listFiles, readFile } from './read-commit.js';
import { snapshot } from './snapshot.js';
import type { Workspace } from './workspace.js';
import { addWorktree, removeWorktree } from './worktree.js';

/** Its methods throw `RepositoryProblem` for what people can mend, else `GitTrouble` or `MissingCommit`. */
export function createWorkspace({ home }: { home: Home }): Workspace {
  const places = (repository: RepositoryRef) => placesOf(home, repository);
  const workspace: Workspace = {
    open: (repository, run) => openRepository(places(repository), repository, run),
    addWorktree: (repository, commit) => addWorktree(places(repository), places(repository).worktrees, commit),
    removeWorktree,
    keptWorktree: (repository, key, commit) => keptWorktree(places(repository), key, commit),
    markWorktree,
    removeKeptWorktrees: (repository, keyPrefix) => removeKeptWorktrees(places(repository), keyPrefix),
    snapshot: (input) => snapshot(places(input.repository), input),
    listFiles: (repository, commit) => listFiles(places(repository), commit),
    readFile: (repository, commit, path, bytesMax) => readFile(places(repository), commit, path, bytesMax),
    diff: (repository, from, to, bytesMax) => diff(places(repository), from, to, bytesMax),
    changedFiles: (repository, from, to) => changedFiles(places(repository), from, to),
    merge: (input) => merge(places(input.repository), input),
    publish: (repository, branch, commit, replaces) =>
      publishBranch(places(repository), repository.url, branch, commit, replaces),
  };
  return withGitTrouble(workspace);
}

function withGitTrouble(workspace: Workspace): Workspace {
  return {
    open: throwingGitTrouble(workspace.open),
    addWorktree: throwingGitTrouble(workspace.addWorktree),
    removeWorktree: throwingGitTrouble(workspace.removeWorktree),
    keptWorktree: throwingGitTrouble(workspace.keptWorktree),
    markWorktree: throwingGitTrouble(workspace.markWorktree),
    removeKeptWorktrees: throwingGitTrouble(workspace.removeKeptWorktrees),
    snapshot: throwingGitTrouble(workspace.snapshot),
    listFiles: throwingGitTrouble(workspace.listFiles),
    readFile: throwingGitTrouble(workspace.readFile),
    diff: throwingGitTrouble(workspace.diff),
    changedFiles: throwingGitTrouble(workspace.changedFiles),
    merge: throwingGitTrouble(workspace.merge),
    publish: throwingGitTrouble(workspace.publish),
  };
}
