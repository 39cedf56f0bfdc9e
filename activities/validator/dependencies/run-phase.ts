// The two phases of an installation. While fetching, only package registries can be reached and no install script runs,
// as far as a variable can say so; while building, scripts run and there is no network at all.
import { fileURLToPath } from 'node:url';
import type { CommandResult } from '../../../core/command.js';
import { HELPERS_MOUNT } from '../../../core/validator/detect/runner.js';
import type { PrepareInput } from '../../hands.js';
import { DEFAULT_SANDBOX_LIMITS } from '../../sandbox/sandbox.js';

export type Phase = 'fetch' | 'build';

export interface PhaseRun {
  input: PrepareInput;
  tree: string;
  /** Kept from the first phase to the second, and thrown away afterwards. */
  scratch: string;
  command: string;
  /** Told of each host that the command wanted and that is no registry. */
  onRefusedHost(host: string): void;
}

const HELPERS = fileURLToPath(new URL('../helpers/', import.meta.url));
const SCRATCH_MOUNT = '/scratch';

/** Package managers keep their caches where they are thrown away. */
const BOTH_PHASES: Readonly<Record<string, string>> = {
  NIGHTSHIFT_SCRATCH: SCRATCH_MOUNT,
  CI: 'true',
  npm_config_cache: `${SCRATCH_MOUNT}/npm`,
  npm_config_store_dir: `${SCRATCH_MOUNT}/pnpm`,
  npm_config_update_notifier: 'false',
  YARN_CACHE_FOLDER: `${SCRATCH_MOUNT}/yarn`,
  YARN_ENABLE_TELEMETRY: '0',
  PIP_CACHE_DIR: `${SCRATCH_MOUNT}/pip`,
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  UV_CACHE_DIR: `${SCRATCH_MOUNT}/uv`,
  UV_LINK_MODE: 'copy',
  UV_PYTHON_DOWNLOADS: 'never',
  POETRY_CACHE_DIR: `${SCRATCH_MOUNT}/poetry`,
  BUNDLE_USER_HOME: `${SCRATCH_MOUNT}/bundle`,
  XDG_CACHE_HOME: `${SCRATCH_MOUNT}/cache`,
};

const OF_PHASE: Readonly<Record<Phase, Readonly<Record<string, string>>>> = {
  fetch: { npm_config_ignore_scripts: 'true', YARN_ENABLE_SCRIPTS: 'false' },
  build: {
    npm_config_ignore_scripts: 'false',
    npm_config_offline: 'true',
    PIP_NO_INDEX: '1',
    UV_OFFLINE: '1',
    CARGO_NET_OFFLINE: 'true',
    GOPROXY: 'off',
  },
};

/** Throws the signal's reason when cancelled; whatever the command does is data. */
export async function runPhase(phase: Phase, run: PhaseRun): Promise<CommandResult> {
  const { input, tree, scratch, command, onRefusedHost } = run;
  const result = await input.sandbox.run({
    command,
    worktree: tree,
    mounts: [
      { source: scratch, target: SCRATCH_MOUNT, access: 'writable' },
      { source: HELPERS, target: HELPERS_MOUNT, access: 'readOnly' },
    ],
    env: { ...BOTH_PHASES, ...input.validator.environment, ...OF_PHASE[phase] },
    network: phase === 'fetch' ? 'registries' : 'none',
    onRefusedHost,
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: input.validator.setupTimeoutMs },
    signal: input.signal,
  });
  input.signal.throwIfAborted();
  return result;
}
