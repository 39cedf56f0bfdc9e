// Programs that the Go toolchain can build from source: the last resort, as it takes minutes.
import { findOnPath } from './find-on-path.js';
import type { ProgramSource } from './find-program.js';
import { installedPath, installOnce } from './install-once.js';
import type { FindOptions } from './program.js';
import { runQuietly } from './run-quietly.js';
import { fromFile } from './sources.js';

export interface GoModule {
  /** Import path of the command. */
  command: string;
  version: string;
  /** What `go install` calls the program. */
  binary: string;
}

const BUILD_TIMEOUT_MS = 30 * 60_000;

/** What an earlier build left in the cache. */
export function fromEarlierGo(module: GoModule, cache: string): ProgramSource {
  return fromFile('built with go into the cache', installedPath(cache, placeOf(module)));
}

export function fromGo(module: GoModule, options: FindOptions): ProgramSource {
  return {
    how: 'built with go into the cache',
    async locate() {
      const go = await findOnPath('go', options.env);
      if (go === null) return { path: null, reason: 'no go on PATH' };
      options.say(`building ${module.binary} ${module.version} with go into ${options.cache}; this takes minutes`);
      return installOnce(options, { ...placeOf(module), fill: (folder) => goInstall(go, module, folder, options.env) });
    },
  };
}

function placeOf(module: GoModule): { folder: string; binary: string } {
  return { folder: `${module.binary}-go-${module.version}`, binary: module.binary };
}

async function goInstall(go: string, module: GoModule, folder: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const run = await runQuietly(go, ['install', `${module.command}@${module.version}`], {
    env: { ...env, GOBIN: folder },
    timeoutMs: BUILD_TIMEOUT_MS,
    cwd: folder,
  });
  return run.ok ? null : run.reason;
}
