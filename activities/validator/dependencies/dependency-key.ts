// What an installation depends on: the commands, the files that say what is wanted, and the tools that install it.
// The same key always means the same installation.
import { createHash } from 'node:crypto';
import { execa } from 'execa';
import { readsOnlyManifests } from '../../../core/validator/detect/reads-only-manifests.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { pathMatcher } from '../path-matcher.js';
import { isManifest } from './manifests.js';

/** Counts changes in how installations are made, so that older ones are not taken for the same. */
const INSTALLATION_VERSION = 4;
const MANIFEST_BYTES_MAX = 5_000_000;
/** Tools say their version rarely: one that is replaced while a worker runs is noticed after this. */
const VERSIONS_KNOWN_MS = 60_000;

/** Texts that name code of the repository itself as a dependency. */
const LOCAL_CODE = /"workspaces"|"(?:file|link|portal|workspace):|^\s*(?:-e\b|--editable\b|\.|file:)/m;
const MAY_NAME_LOCAL_CODE = pathMatcher(['**/package.json', '**/*requirements*.txt', 'requirements/**']);

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

/** Makes keys and remembers what tools said about themselves. */
export function createDependencyKey(workspace: Workspace): KeyMaker {
  const versions = createVersions();

  return async (input, wanted) => {
    const { repository, baseCommit, validator, sandbox } = input;
    const hash = createHash('sha256');
    const add = (part: string) => hash.update(`${Buffer.byteLength(part)}:${part}`);
    add(`${INSTALLATION_VERSION} ${process.platform} ${process.arch} node ${process.version} ${sandbox.kind}`);
    // Install scripts see the tree that they are run in: what one repository made is never mounted for another.
    add(repository.id);
    add(wanted.setup);
    add(wanted.build ?? '');
    add(JSON.stringify(validator.environment));
    for (const version of await versions(`${wanted.setup} ${wanted.build ?? ''}`)) add(version);
    const files = await workspace.listFiles(repository, baseCommit);
    const manifests = files.filter((file) => isManifest(file.path)).sort(byPath);
    for (const { path, id } of manifests) add(`${path} ${id}`);
    for (const [path, text] of Object.entries(wanted.changed).sort()) add(`${path} ${text}`);
    const isPure = readsOnlyManifests(wanted.setup) && !(await namesLocalCode(input, manifests));
    add(isPure ? '' : await workspace.treeOf(repository, baseCommit));
    return hash.digest('hex');
  };

  /** True when the repository's own code is part of what is installed. */
  async function namesLocalCode(input: PrepareInput, manifests: readonly { path: string }[]): Promise<boolean> {
    const paths = manifests.map((file) => file.path).filter(MAY_NAME_LOCAL_CODE);
    const texts = await workspace.readFiles(input.repository, input.baseCommit, paths, MANIFEST_BYTES_MAX);
    return [...texts.values()].some((text) => LOCAL_CODE.test(text));
  }
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
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
