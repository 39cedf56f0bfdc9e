// Puts the workspace's parts together behind its port.
import type { RepositoryRef } from '../../core/repository.js';
import type { Home } from '../home.js';
import { addedLines } from './added-lines.js';
import { changedFiles, diff } from './compare-commits.js';
import { throwingGitTrouble } from './git-trouble.js';
import { keptWorktree, markWorktree, removeKeptWorktrees } from './kept-worktree.js';
import { merge } from './merge.js';
import { openRepository } from './open-repository.js';
import { placesOf } from './places.js';
import { publishBranch } from './publish-branch.js';
import { listFiles, readFile, readFiles } from './read-commit.js';
import { recentCommits } from './recent-commits.js';
import { countMatches } from './search-commit.js';
import { snapshot } from './snapshot.js';
import { ensureCommit } from './store.js';
import { commitStoredTree } from './store-tree.js';
import type { Workspace } from './workspace.js';
import { addWorktree, removeWorktree } from './worktree.js';

/** Its methods throw `RepositoryProblem` for what people can mend, else `GitTrouble` or `MissingCommit`. */
export function createWorkspace({ home }: { home: Home }): Workspace {
  const places = (repository: RepositoryRef) => placesOf(home, repository);
  return {
    open: throwingGitTrouble((repository, run, target) => openRepository(places(repository), repository, run, target)),
    addWorktree: throwingGitTrouble((repository, commit) =>
      addWorktree(places(repository), places(repository).worktrees, commit),
    ),
    removeWorktree: throwingGitTrouble(removeWorktree),
    keptWorktree: throwingGitTrouble((repository, key, commit) => keptWorktree(places(repository), key, commit)),
    markWorktree: throwingGitTrouble(markWorktree),
    removeKeptWorktrees: throwingGitTrouble((repository, prefix) => removeKeptWorktrees(places(repository), prefix)),
    snapshot: throwingGitTrouble((input) => snapshot(places(input.repository), input)),
    commitTree: throwingGitTrouble((input) => commitStoredTree(places(input.repository), input)),
    treeOf: throwingGitTrouble((repository, commit) => ensureCommit(places(repository), commit)),
    listFiles: throwingGitTrouble((repository, commit) => listFiles(places(repository), commit)),
    readFile: throwingGitTrouble((repository, commit, path, bytesMax) =>
      readFile(places(repository), commit, path, bytesMax),
    ),
    readFiles: throwingGitTrouble((repository, commit, paths, bytesMax) =>
      readFiles(places(repository), commit, paths, bytesMax),
    ),
    countMatches: throwingGitTrouble((repository, commit, files, pattern) =>
      countMatches(places(repository), commit, files, pattern),
    ),
    recentCommits: throwingGitTrouble((repository, commit) => recentCommits(places(repository), commit)),
    diff: throwingGitTrouble((repository, from, to, bytesMax) => diff(places(repository), from, to, bytesMax)),
    changedFiles: throwingGitTrouble((repository, from, to) => changedFiles(places(repository), from, to)),
    addedLines: throwingGitTrouble((repository, from, to, view, bytesMax) =>
      addedLines(places(repository), from, to, view, bytesMax),
    ),
    merge: throwingGitTrouble((input) => merge(places(input.repository), input)),
    publish: throwingGitTrouble((repository, branch, commit, replaces) =>
      publishBranch(places(repository), repository.url, branch, commit, replaces),
    ),
  };
}
