// One installation: the setup command in the sandbox on a fresh checkout. Packages are fetched while their install
// scripts are off; the scripts that npm's lockfile announces run afterwards, without a network.
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { clampMiddle } from '../../core/clamp.js';
import type { CommandResult } from '../../core/command.js';
import { lastLines } from '../../core/validator/clean-message.js';
import type { ExpectedFailure } from '../../core/validator.js';
import type { PrepareInput } from '../hands.js';
import { DEFAULT_SANDBOX_LIMITS, type SandboxRun } from '../sandbox/sandbox.js';
import type { Workspace } from '../workspace/workspace.js';
import { madePaths } from './made-paths.js';

/** Writable while installing and thrown away afterwards: package managers' own caches, which nothing may poison. */
const SCRATCH_MOUNT = '/scratch';
const NPM_LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json'];
const LOCKFILE_BYTES_MAX = 50_000_000;
const SETUP_OUTPUT_LINES = 20;
const SETUP_OUTPUT_BYTES_MAX = 4_000;

const SETUP_ENVIRONMENT: Readonly<Record<string, string>> = {
  CI: 'true',
  npm_config_cache: `${SCRATCH_MOUNT}/npm`,
  npm_config_update_notifier: 'false',
  YARN_CACHE_FOLDER: `${SCRATCH_MOUNT}/yarn`,
  PIP_CACHE_DIR: `${SCRATCH_MOUNT}/pip`,
  PIP_NO_INPUT: '1',
};

/** Where ava, nyc and others insist on writing, inside what is read-only otherwise. */
const NODE_CACHE_FOLDER = '.cache';

export type Installed = { ok: true; paths: string[] } | ExpectedFailure<'setupFailed'>;

/** Installs into `target`: what setup made lies there at the paths where it was made. */
export async function installDependencies(
  workspace: Workspace,
  input: PrepareInput,
  setup: string,
  target: string,
): Promise<Installed> {
  const worktree = await workspace.addWorktree(input.repository, input.commit);
  await mkdir(target, { recursive: true });
  const scratch = await mkdtemp(`${target}.scratch-`);
  try {
    const fetched = await runSetup(input, worktree.dir, scratch, setup, 'registries');
    if (fetched.reason !== 'exited' || fetched.exitCode !== 0) return setupFailed(setup, fetched);
    if (await hasInstallScripts(workspace, input)) {
      // A script that wants the network fails here; whether the tests need what it makes is for the baseline to show.
      await runSetup(input, worktree.dir, scratch, 'npm rebuild --no-audit --no-fund', 'none');
    }
    const tracked = (await workspace.listFiles(input.repository, input.commit)).map((file) => file.path);
    const paths = await madePaths(worktree.dir, tracked);
    for (const path of paths) {
      await mkdir(join(target, path, '..'), { recursive: true });
      await rename(join(worktree.dir, path), join(target, path));
      for (const folder of scratchFolders(path)) await mkdir(join(target, path, folder), { recursive: true });
    }
    return { ok: true, paths };
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await workspace.removeWorktree(worktree);
  }
}

/** Folders in something installed that tools write in while the tests run. */
export function scratchFolders(path: string): string[] {
  return basename(path) === 'node_modules' ? [NODE_CACHE_FOLDER] : [];
}

async function runSetup(
  input: PrepareInput,
  tree: string,
  scratch: string,
  command: string,
  network: SandboxRun['network'],
): Promise<CommandResult> {
  const result = await input.sandbox.run({
    command,
    worktree: tree,
    mounts: [{ source: scratch, target: SCRATCH_MOUNT, access: 'writable' }],
    env: {
      ...SETUP_ENVIRONMENT,
      ...input.validator.environment,
      npm_config_ignore_scripts: network === 'none' ? 'false' : 'true',
    },
    network,
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: input.validator.setupTimeoutMs },
    signal: input.signal,
  });
  input.signal.throwIfAborted();
  return result;
}

async function hasInstallScripts(workspace: Workspace, input: PrepareInput): Promise<boolean> {
  const lockfiles = await workspace.readFiles(input.repository, input.commit, NPM_LOCKFILES, LOCKFILE_BYTES_MAX);
  return [...lockfiles.values()].some((text) => text.includes('"hasInstallScript": true'));
}

function setupFailed(setup: string, result: CommandResult): ExpectedFailure<'setupFailed'> {
  const how =
    result.reason === 'timedOut' ? 'ran longer than its time limit' : `ended with exit code ${result.exitCode}`;
  const output = clampMiddle(lastLines(result.output, SETUP_OUTPUT_LINES), SETUP_OUTPUT_BYTES_MAX);
  return {
    ok: false,
    reason: 'setupFailed',
    message:
      `The setup command "${setup}" ${how}. It runs in the sandbox, where only package registries can be reached. ` +
      `Name another with validator: { setup: COMMAND } in nightshift.yml, or --setup "COMMAND".\n${output}`,
    log: null,
  };
}
