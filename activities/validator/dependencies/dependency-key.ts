// What an installation depends on: the commands, the files that say what is wanted, and the tools that install it.
// The same key always means the same installation.
import { createHash } from 'node:crypto';
import { readsOnlyManifests } from '../../../core/validator/detect/reads-only-manifests.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { createBaseFacts } from './base-facts.js';
import { createToolVersions } from './tool-versions.js';

/** Counts changes in how installations are made, so that older ones are not taken for the same. */
const INSTALLATION_VERSION = 4;
interface CommandsAndChanges {
  setup: string;
  build: string | null;
  /** Manifests that are not as in the base, by path. */
  changed: Record<string, string>;
}

type KeyMaker = (input: PrepareInput, wanted: CommandsAndChanges) => Promise<string>;

/** Makes keys; remembers what tools and commits said about themselves. */
export function createDependencyKey(workspace: Workspace): KeyMaker {
  const versions = createToolVersions();
  const baseFacts = createBaseFacts(workspace);

  return async (input, wanted) => {
    const { repository, baseCommit, validator, sandbox } = input;
    const base = await baseFacts(repository, baseCommit);
    const isPure = readsOnlyManifests(wanted.setup) && !base.namesLocalCode;
    const hash = createHash('sha256');
    for (const part of [
      `${INSTALLATION_VERSION} ${process.platform} ${process.arch} node ${process.version} ${sandbox.kind}`,
      // Install scripts see the tree that they are run in: what one repository made is never mounted for another.
      repository.id,
      wanted.setup,
      wanted.build ?? '',
      JSON.stringify(validator.environment),
      ...(await versions(`${wanted.setup} ${wanted.build ?? ''}`)),
      ...base.manifests.map(({ path, id }) => `${path} ${id}`),
      ...Object.entries(wanted.changed)
        .sort()
        .map(([path, text]) => `${path} ${text}`),
      isPure ? '' : base.tree,
    ]) {
      hash.update(`${Buffer.byteLength(part)}:${part}`);
    }
    return hash.digest('hex');
  };
}
