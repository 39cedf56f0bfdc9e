// What is to be installed for a commit: with frozen dependencies what its base says, whatever the commit changed; where
// the operator allows it, the base with the commit's own wishes.
import { resolvingSetup } from '../../../core/validator/detect/resolving-setup.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { createDependencyKey } from './dependency-key.js';
import { wishedManifests } from './wished-manifests.js';

export interface WantedDependencies {
  key: string;
  /** Fetches, while registries can be reached. */
  setup: string;
  /** Finishes without a network; null when nothing remains. */
  build: string | null;
  /** Manifests that differ from the base's, by path. The installation sees these on the base's tree, and nothing else. */
  changed: Record<string, string>;
}

/** Answers null where there is nothing to install. */
export function createWanted(workspace: Workspace): (input: PrepareInput) => Promise<WantedDependencies | null> {
  const dependencyKey = createDependencyKey(workspace);
  return async (input) => {
    const { validator } = input;
    if (validator.setup === null) return null;
    const changed = await wishedManifests(workspace, input);
    const setup = Object.keys(changed).length === 0 ? validator.setup : resolvingSetup(validator.setup);
    const wanted = { setup, build: validator.build ?? null, changed };
    return { ...wanted, key: await dependencyKey(input, wanted) };
  };
}
