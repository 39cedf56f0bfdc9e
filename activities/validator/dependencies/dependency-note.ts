// What a model is told in the turn in which it changed what is to be installed: otherwise it would wonder for turns why
// its package is not there.
import { asksForOtherDependencies } from '../../../core/validator/merge-dependencies.js';
import { MANIFEST_GLOB } from '../../../core/validator/protected-globs.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { pathMatcher } from '../path-matcher.js';
import { isManifest } from './manifests.js';
import { wishedManifests } from './wished-manifests.js';

const MANIFEST_BYTES_MAX = 5_000_000;
const NAMES_SHOWN_MAX = 5;
const isPackage = pathMatcher([MANIFEST_GLOB]);

export type NoteInput = Pick<PrepareInput, 'repository' | 'baseCommit' | 'commit' | 'validator'>;

/** `after` is the commit with this turn's work, `input.commit` the one before it. Null when there is nothing to tell. */
export async function dependencyNote(workspace: Workspace, input: NoteInput, after: string): Promise<string | null> {
  if (after === input.commit || input.validator.setup === null) return null;
  const changed = await changedManifests(workspace, input, after);
  if (changed.length === 0) return null;
  const wished = await wishedManifests(workspace, { ...input, commit: after });
  const counting = changed.filter((path) => wished[path] !== undefined);
  const frozen = changed.filter((path) => wished[path] === undefined);
  return [
    ...(counting.length === 0
      ? []
      : [
          `note: from your next turn on, what ${named(counting)} asks for is installed; its lockfile follows by itself`,
        ]),
    ...(frozen.length === 0
      ? []
      : [
          `note: dependencies are fixed in this run: what you changed in ${named(frozen)} is not installed, and is put ` +
            'back before your work is judged',
        ]),
  ].join('\n');
}

/** A package.json in which something else was changed is none of them. */
async function changedManifests(workspace: Workspace, input: NoteInput, after: string): Promise<string[]> {
  const { repository, commit } = input;
  const changes = await workspace.changedFiles(repository, commit, after);
  const paths = changes.map((change) => change.path).filter(isManifest);
  const packages = paths.filter(isPackage);
  if (packages.length === 0) return paths;
  const readAt = (at: string) => workspace.readFiles(repository, at, packages, MANIFEST_BYTES_MAX);
  const [before, now] = await Promise.all([readAt(commit), readAt(after)]);
  return paths.filter(
    (path) => !isPackage(path) || asksForOtherDependencies(before.get(path) ?? '{}', now.get(path) ?? '{}'),
  );
}

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, NAMES_SHOWN_MAX).join(', ');
  return paths.length > NAMES_SHOWN_MAX ? `${shown} and ${paths.length - NAMES_SHOWN_MAX} more` : shown;
}
