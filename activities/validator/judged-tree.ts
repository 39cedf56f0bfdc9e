// Makes the tree that is judged out of a candidate's: whatever decides how tests run comes from the base, its added
// tests are set aside, and the acceptance files lie over it.
import type { JudgeInput } from '../../core/activities.js';
import { commitMessage } from '../../core/commit-message.js';
import { candidateRef } from '../../core/refs.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import { mergeManifest } from '../../core/validator/merge-manifest.js';
import { type PathKinds, planRestoration, type Restoration } from '../../core/validator/plan-restoration.js';
import { LOCKFILE_GLOBS, MANIFEST_GLOB, PROTECTED_GLOBS, TEST_GLOBS } from '../../core/validator/protected-globs.js';
import { isReserved } from '../../core/validator/reserved-names.js';
import type { ValidatorPlan } from '../../core/validator.js';
import type { Workspace, Worktree } from '../workspace/workspace.js';
import { overlayFiles } from './acceptance-files.js';
import { wishedManifests } from './dependencies/wished-manifests.js';
import { pathMatcher } from './path-matcher.js';
import { copyIntoTree, removeInTree, writeInTree } from './tree-files.js';

const isLockfile = pathMatcher(LOCKFILE_GLOBS);
const MANIFEST_BYTES_MAX = 5_000_000;
export const VALIDATOR_NAME = 'nightshift-validator';
const TITLE_RESTORED = 'Put tests and their configuration back as they are judged';
const TITLE_ADDED = "Add the spec's acceptance tests";
const TITLE_BOTH = "Add the spec's acceptance tests; put tests and configuration back";
const JUDGED_SUFFIX = '-judged';

export interface TreePlan extends Restoration {
  /** Test files that no glob names, protected all the same. */
  testFiles: readonly string[];
  /** Texts of the merged manifests by path. */
  manifests: Record<string, string>;
  /** True when the candidate's wishes for dependencies count and differ from the base's. */
  ownDependencies: boolean;
  /** Protected paths that the candidate changed or deleted. An added test is no tampering. */
  tampered: string[];
  /** False when nothing remains of the candidate once all is restored. */
  changesAnything: boolean;
}

/** `testFiles` are protected beside what the globs name. */
export async function planTree(
  workspace: Workspace,
  input: JudgeInput,
  testFiles: readonly string[],
): Promise<TreePlan> {
  const changes = await workspace.changedFiles(input.repository, input.baseCommit, input.commit);
  const plan = planRestoration(changes, pathKinds(input.validator, new Set(testFiles)));
  const wished = await wishedManifests(workspace, input);
  const addedOtherwise = plan.remove.filter((path) => !plan.addedTests.includes(path));
  const restored = plan.restore.filter((path) => wished[path] === undefined);
  const planned: TreePlan = {
    ...plan,
    testFiles,
    restore: restored,
    manifests: { ...wished },
    ownDependencies: Object.keys(wished).length > 0,
    tampered: [...restored, ...addedOtherwise],
    changesAnything: plan.own.length > 0 || Object.keys(wished).length > 0,
  };
  await planManifests(workspace, input, plan.merge, planned);
  // The installation makes a lockfile that fits; what the candidate wrote into its own is beside the point.
  if (planned.ownDependencies) planned.tampered = planned.tampered.filter((path) => !isLockfile(path));
  planned.tampered.sort();
  return planned;
}

function pathKinds({ mayChange = [] }: ValidatorPlan, testFiles: ReadonlySet<string>): PathKinds {
  const isNamed = pathMatcher(PROTECTED_GLOBS);
  return {
    isOpened: pathMatcher(mayChange),
    isProtected: (path) => testFiles.has(path) || isNamed(path),
    isReserved,
    isTest: pathMatcher(TEST_GLOBS),
    isManifest: pathMatcher([MANIFEST_GLOB]),
  };
}

async function planManifests(
  workspace: Workspace,
  input: JudgeInput,
  paths: readonly string[],
  plan: TreePlan,
): Promise<void> {
  if (paths.length === 0) return;
  const readAt = (commit: string) => workspace.readFiles(input.repository, commit, paths, MANIFEST_BYTES_MAX);
  const [base, candidate] = await Promise.all([readAt(input.baseCommit), readAt(input.commit)]);
  for (const path of paths) planManifest(path, base.get(path), candidate.get(path), plan);
}

/** A manifest whose wishes count stands in the plan already: it takes the base's place. */
function planManifest(path: string, base: string | undefined, candidate: string | undefined, plan: TreePlan): void {
  if (base === undefined || candidate === undefined) {
    plan.restore.push(path);
    plan.tampered.push(path);
    return;
  }
  const merged = mergeManifest(plan.manifests[path] ?? base, candidate);
  plan.manifests[path] = merged.text;
  if (merged.restored.length > 0) plan.tampered.push(path);
  if (merged.text !== base) plan.changesAnything = true;
}

/** A candidate's tree on its way to be judged. */
export interface JudgedTree {
  workspace: Workspace;
  input: JudgeInput;
  plan: TreePlan;
  /** Laid over the tree; empty when acceptance is not judged. */
  acceptance: AcceptanceFiles;
  /** What the judged commit stands on: the candidate's commit, or the base where its history may not be handed on. */
  parent: string;
}

/** Changes a fresh checkout of the candidate's commit into the judged tree, its added tests left out. */
export async function makeJudgedTree({ workspace, input, plan, acceptance }: JudgedTree, tree: string): Promise<void> {
  for (const path of plan.remove) await removeInTree(tree, path);
  if (plan.restore.length > 0) {
    await copyFrom(workspace, input, input.baseCommit, plan.restore, tree);
  }
  for (const [path, text] of Object.entries(plan.manifests)) await writeInTree(tree, path, text);
  await overlayFiles(tree, acceptance);
}

/** Puts tests that the candidate added back. An acceptance file of the same name is not the candidate's to replace. */
export async function addTests({ workspace, input, plan, acceptance }: JudgedTree, tree: string): Promise<void> {
  const paths = plan.addedTests.filter((path) => !Object.hasOwn(acceptance, path));
  if (paths.length > 0) await copyFrom(workspace, input, input.commit, paths, tree);
}

/** Commits the tree on top of its parent; the parent itself when they do not differ. */
export async function commitTree(judged: JudgedTree, worktree: Worktree, withAddedTests: boolean): Promise<string> {
  const always = pathsOfOurs(judged, withAddedTests);
  const snapshot = await judged.workspace.snapshot({ ...describeCommit(judged, withAddedTests), worktree, always });
  return snapshot.commit;
}

/** What we put there is stored though a `.gitignore` of the candidate says otherwise. */
function pathsOfOurs({ plan, acceptance }: JudgedTree, withAddedTests: boolean): string[] {
  const added = withAddedTests ? plan.addedTests : [];
  return [...plan.restore, ...Object.keys(plan.manifests), ...Object.keys(acceptance), ...added];
}

/** The same for a judged tree that was made before; its id is known. */
export function commitKnownTree(judged: JudgedTree, tree: string, withAddedTests: boolean): Promise<string> {
  return judged.workspace.commitTree({ ...describeCommit(judged, withAddedTests), tree });
}

function describeCommit(judged: JudgedTree, withAddedTests: boolean) {
  const { repository, run, taskId, candidate, committedAtMs } = judged.input;
  const title = titleOf(judged, withAddedTests);
  return {
    repository,
    parent: judged.parent,
    message: commitMessage({ title, run, task: taskId, candidate, generator: VALIDATOR_NAME }),
    authorName: VALIDATOR_NAME,
    committedAtMs,
    ref: candidateRef(run, taskId, `${candidate}${JUDGED_SUFFIX}`),
  };
}

function titleOf({ plan, acceptance }: JudgedTree, withAddedTests: boolean): string {
  const adds = Object.keys(acceptance).length > 0;
  if (!adds) return TITLE_RESTORED;
  const restores = plan.tampered.length > 0 || (!withAddedTests && plan.addedTests.length > 0);
  return restores ? TITLE_BOTH : TITLE_ADDED;
}

async function copyFrom(
  workspace: Workspace,
  input: JudgeInput,
  commit: string,
  paths: readonly string[],
  tree: string,
): Promise<void> {
  const source = await workspace.addWorktree(input.repository, commit);
  try {
    for (const path of paths) await copyIntoTree(source.dir, tree, path);
  } finally {
    await workspace.removeWorktree(source);
  }
}
