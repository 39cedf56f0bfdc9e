// What an installation depends on: the commands, the files that say what is wanted, and the tools that install it.
// The same key always means the same installation.
import { createHash } from 'node:crypto';
import { execa } from 'execa';
import { readsOnlyManifests } from '../../../core/validator/detect/reads-only-manifests.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { createBaseFacts } from './base-facts.js';

/** Counts changes in how installations are made, so that older ones are not taken for the same. */
const INSTALLATION_VERSION = 4;
/** Asking a tool for its version takes longer than all the rest: one that is replaced is noticed after this. */
const VERSIONS_KNOWN_MS = 600_000;

/** Programs whose version decides what is installed, by what a command names. */
const TOOLS: readonly { named: RegExp; question: [tool: string, ...args: string[]] }[] = [
  { named: /\bpython|\bpip\b|\buv\b|\bpoetry\b/, question: ['python3', '--version'] },
  { named: /\bgo\b/, question: ['go', 'version'] },
  { named: /\bbundle\b|\bgem\b/, question: ['ruby', '--version'] },
];

interface CommandsAndChanges {
  setup: string;
  build: string | null;
  /** Manifests that are not as in the base, by path. */
  changed: Record<string, string>;
}

type KeyMaker = (input: PrepareInput, wanted: CommandsAndChanges) => Promise<string>;

/** Makes keys; remembers what tools and commits said about themselves. */
export function createDependencyKey(workspace: Workspace): KeyMaker {
  const versions = createVersions();
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

/** Versions of the tools that a command names; one that is not there adds nothing. */
function createVersions(): (command: string) => Promise<string[]> {
  const known = new Map<string, { atMs: number; version: Promise<string> }>();
  return (command) =>
    Promise.all(
      TOOLS.filter(({ named }) => named.test(command)).map(({ question }) => {
        const [tool, ...args] = question;
        const before = known.get(tool);
        if (before && performance.now() - before.atMs < VERSIONS_KNOWN_MS) return before.version;
        const version = execa(tool, args, { reject: false }).then((answer) => answer.stdout ?? '');
        known.set(tool, { atMs: performance.now(), version });
        return version;
      }),
    );
}
