// Puts the workspace's parts together behind its port.
import type { RepositoryRef } from '../../core/repository.js';
import type { Home } from '../home.js';
import { addedLines } from './added-lines.js';
import { changedFiles, diff, measureChange } from './compare-commits.js';
import { throwingGitTrouble } from './git-trouble.js';
import { keptWorktree, markWorktree, removeKeptWorktrees } from './kept-worktree.js';
import { merge } from './merge.js';
import { openRepository } from './open-repository.js';
import { placesOf } from './places.js';
import { publishBranch } from './publish-branch.js';
import { listFiles, readFile, readFiles } from './read-commit.js';
import { recentCommits } from './recent-commits.js';
import { fetchBranch } from './remote/fetch-branch.js';
import { mergeBase } from './remote/merge-base.js';
import { openRemote } from './remote/open-remote.js';
import { publishRemote } from './remote/publish-remote.js';
import { NO_REMOTES, type Remotes } from './remote/remotes.js';
import { countMatches } from './search-commit.js';
import { snapshot } from './snapshot.js';
import { ensureCommit } from './store.js';
import { commitStoredTree } from './store-tree.js';
import type { Workspace } from './workspace.js';
import { addWorktree, removeWorktree } from './worktree.js';

/** Its methods throw `RepositoryProblem` for what people can mend, else `GitTrouble`, `MissingCommit`, `StoreRefused` or `StoreDamaged`. */
export function createWorkspace({ home, remotes = NO_REMOTES }: { home: Home; remotes?: Remotes }): Workspace {
  const places = (repository: RepositoryRef) => placesOf(home, repository);
  const guarded = <Input extends unknown[], Result>(work: (...input: Input) => Promise<Result>) =>
    throwingGitTrouble(home, work);
  return {
    open: guarded((repository, run, target) =>
      repository.forge
        ? openRemote(places(repository), remotes, repository, run, target)
        : openRepository(places(repository), repository, run, target),
    ),
    addWorktree: guarded((repository, commit) => addWorktree(places(repository), places(repository).worktrees, commit)),
    removeWorktree: guarded(removeWorktree),
    keptWorktree: guarded((repository, key, commit) => keptWorktree(places(repository), key, commit)),
    markWorktree: guarded(markWorktree),
    removeKeptWorktrees: guarded((repository, prefix) => removeKeptWorktrees(places(repository), prefix)),
    snapshot: guarded((input) => snapshot(places(input.repository), input)),
    commitTree: guarded((input) => commitStoredTree(places(input.repository), input)),
    treeOf: guarded((repository, commit) => ensureCommit(places(repository), commit)),
    listFiles: guarded((repository, commit) => listFiles(places(repository), commit)),
    readFile: guarded((repository, commit, path, bytesMax) => readFile(places(repository), commit, path, bytesMax)),
    readFiles: guarded((repository, commit, paths, bytesMax) => readFiles(places(repository), commit, paths, bytesMax)),
    countMatches: guarded((repository, commit, files, pattern) =>
      countMatches(places(repository), commit, files, pattern),
    ),
    recentCommits: guarded((repository, commit) => recentCommits(places(repository), commit)),
    diff: guarded((repository, from, to, bytesMax) => diff(places(repository), from, to, bytesMax)),
    changedFiles: guarded((repository, from, to) => changedFiles(places(repository), from, to)),
    measureChange: guarded((repository, from, to) => measureChange(places(repository), from, to)),
    addedLines: guarded((repository, from, to, view, bytesMax) =>
      addedLines(places(repository), from, to, view, bytesMax),
    ),
    merge: guarded((input) => merge(places(input.repository), input)),
    fetchBranch: guarded((input) => fetchBranch(places(input.repository), remotes, input)),
    mergeBase: guarded((input) => mergeBase(places(input.repository), remotes, input)),
    publish: guarded((repository, branch, commit, replaces, pushTo) =>
      repository.forge
        ? publishRemote(places(repository), remotes, repository, commit, {
            branch,
            replaces,
            ...(pushTo && { pushTo }),
          })
        : publishBranch(places(repository), repository.url, branch, commit, replaces),
    ),
  };
}
