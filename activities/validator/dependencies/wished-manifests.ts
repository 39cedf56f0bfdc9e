// Manifests of a commit whose wishes for dependencies count: only where the operator allows it, only what comes from a
// registry under its own name, and never a lockfile, which could put any package in the place of a test runner.
import { mergeDependencies } from '../../../core/validator/merge-dependencies.js';
import { mergeRequirements } from '../../../core/validator/merge-requirements.js';
import { MANIFEST_GLOB, REQUIREMENTS_GLOBS } from '../../../core/validator/protected-globs.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { pathMatcher } from '../path-matcher.js';

const MANIFEST_BYTES_MAX = 5_000_000;
const isPackage = pathMatcher([MANIFEST_GLOB]);
const isRequirements = pathMatcher(REQUIREMENTS_GLOBS);

export type WishInput = Pick<PrepareInput, 'repository' | 'baseCommit' | 'commit' | 'validator'>;

/** By path: the base's text with the commit's wishes in it. Empty where dependencies are frozen or none were changed. */
export async function wishedManifests(workspace: Workspace, input: WishInput): Promise<Record<string, string>> {
  const { repository, baseCommit, commit, validator } = input;
  if (validator.dependencies === 'frozen' || commit === baseCommit) return {};
  const changes = await workspace.changedFiles(repository, baseCommit, commit);
  const paths = changes.map((change) => change.path).filter((path) => isPackage(path) || isRequirements(path));
  if (paths.length === 0) return {};
  const readAt = (at: string) => workspace.readFiles(repository, at, paths, MANIFEST_BYTES_MAX);
  const [before, after] = await Promise.all([readAt(baseCommit), readAt(commit)]);
  const wished: Record<string, string> = {};
  for (const path of paths) {
    const [base, own] = [before.get(path), after.get(path)];
    if (base === undefined || own === undefined) continue;
    const merged = isPackage(path) ? mergeDependencies(base, own) : mergeRequirements(base, own);
    if (merged !== base) wished[path] = merged;
  }
  return wished;
}
