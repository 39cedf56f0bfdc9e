// One installation: its commands in the sandbox, on a fresh checkout of the base with nothing writable beside it. What
// they made is moved out of the tree; their caches are thrown away, so that nothing can be left in them for others.
import { chmod, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clampMiddle } from '../../../core/clamp.js';
import type { CommandResult } from '../../../core/command.js';
import { lastLines } from '../../../core/validator/clean-message.js';
import type { ExpectedFailure } from '../../../core/validator.js';
import type { PrepareInput } from '../../hands.js';
import type { Workspace } from '../../workspace/workspace.js';
import { writeInTree } from '../tree-files.js';
import { filesFolder } from './cache-entry.js';
import { changedLockfiles } from './changed-lockfiles.js';
import { describeRefusedHosts } from './describe-refused-hosts.js';
import { type MadePath, madePaths } from './made-paths.js';
import { type Phase, runPhase } from './run-phase.js';
import type { WantedDependencies } from './wanted-dependencies.js';

const SCRATCH_FOLDER = 'scratch';
const FOLDER_MODE = 0o755;
/** Each is mounted on its own: a thousand take seconds in every run, and some thousands no command line can name. */
const MADE_PATHS_MAX = 500;
const SETUP_OUTPUT_LINES = 20;
const SETUP_OUTPUT_BYTES_MAX = 4_000;

export type Installed =
  | { ok: true; paths: MadePath[]; lockfiles: Record<string, string> }
  | ExpectedFailure<'setupFailed'>;

/** Installs into the staging folder: what setup made lies there at the paths where it was made. */
export async function installDependencies(
  workspace: Workspace,
  input: PrepareInput,
  wanted: WantedDependencies,
  staging: string,
): Promise<Installed> {
  const { repository, baseCommit } = input;
  const worktree = await workspace.addWorktree(repository, baseCommit);
  try {
    for (const [path, text] of Object.entries(wanted.changed)) await writeInTree(worktree.dir, path, text);
    const scratch = join(staging, SCRATCH_FOLDER);
    await mkdir(scratch, { recursive: true });
    const refused: string[] = [];
    const onRefusedHost = (host: string) => void refused.push(host);
    const common = { input, tree: worktree.dir, scratch, onRefusedHost };
    const phase = (name: Phase, command: string) => runPhase(name, { ...common, command });
    const fetched = await phase('fetch', wanted.setup);
    if (!succeeded(fetched)) return setupFailed('fetch', wanted.setup, fetched, refused);
    const tracked = (await workspace.listFiles(repository, baseCommit)).map((file) => file.path);
    const lockfiles = await changedLockfiles(workspace, input, wanted, worktree.dir);
    if (wanted.build !== null) {
      const built = await phase('build', wanted.build);
      if (!succeeded(built)) return setupFailed('build', wanted.build, built, []);
    }
    const paths = await madePaths(worktree.dir, tracked);
    if (paths.length > MADE_PATHS_MAX) return madeTooMuch(wanted.setup, paths);
    await moveAll(paths, worktree.dir, filesFolder(staging));
    return { ok: true, paths, lockfiles };
  } finally {
    await workspace.removeWorktree(worktree);
  }
}

async function moveAll(paths: readonly MadePath[], from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const { path, isFolder } of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    // A folder that its owner may not write in cannot be moved; install scripts set permissions as they like.
    if (isFolder) await chmod(join(from, path), FOLDER_MODE);
    await rename(join(from, path), join(to, path));
  }
}

function succeeded(result: CommandResult): boolean {
  return result.reason === 'exited' && result.exitCode === 0;
}

const WHERE: Readonly<Record<Phase, string>> = {
  fetch: 'It runs in the sandbox, where only package registries can be reached.',
  build: 'It runs in the sandbox without a network, after packages were fetched.',
};

function madeTooMuch(command: string, paths: readonly MadePath[]): ExpectedFailure<'setupFailed'> {
  const message =
    `The setup command "${command}" made ${paths.length} new files and folders beside those of the repository, such as ` +
    `${JSON.stringify(paths[0]?.path)}, and at most ${MADE_PATHS_MAX} can be kept. Let it put them into folders of their own.`;
  return { ok: false, reason: 'setupFailed', message, log: null };
}

function setupFailed(
  phase: Phase,
  command: string,
  result: CommandResult,
  refusedHosts: readonly string[],
): ExpectedFailure<'setupFailed'> {
  const output = clampMiddle(lastLines(result.output, SETUP_OUTPUT_LINES), SETUP_OUTPUT_BYTES_MAX);
  return {
    ok: false,
    reason: 'setupFailed',
    message:
      `The setup command "${command}" ${howItEnded(result)}. ${WHERE[phase]} ${describeRefusedHosts(refusedHosts)}` +
      `Name another with validator: { setup: COMMAND } in nightshift.yml, or --setup "COMMAND".\n${output}`,
    log: null,
  };
}

function howItEnded({ reason, exitCode }: CommandResult): string {
  if (reason === 'exited') return `ended with exit code ${exitCode}`;
  if (reason === 'timedOut') return 'ran longer than its time limit';
  if (reason === 'outOfMemory') return 'ran out of memory';
  if (reason === 'diskLimit') return 'filled more space on disk than is allowed';
  return `was stopped (${reason})`;
}
