// Makes the bare repositories that mirror and store are. Made aside and moved into place, so that several workers may
// do it at once and a kill leaves nothing half-made behind.
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './error-code.js';
import { gitClient } from './git-client.js';

export type ObjectFormat = 'sha1' | 'sha256';

/** Objects are named by id in histories, mostly without a ref in the mirror: nothing may ever collect them. */
const CONFIG = `[gc]
\tauto = 0
[receive]
\tautogc = false
\tshallowUpdate = true
[uploadpack]
\tallowAnySHA1InWant = true
`;

/**
 * Outranks every `.gitattributes` of a tree: files are checked out and kept as they are stored, byte for byte. Nothing
 * that a candidate writes can make git convert, or refuse, its files; and a file whose stored line ends its attributes
 * forbid is not taken for changed by a candidate that never touched it.
 */
const ATTRIBUTES = '* -text -ident !filter !working-tree-encoding\n';

/** By-products that no one means to commit; a repository's own `.gitignore` can bring them back with `!`. */
const EXCLUDES = [
  'node_modules/',
  '__pycache__/',
  '*.py[cod]',
  '*.egg-info/',
  '.pytest_cache/',
  '.mypy_cache/',
  '.ruff_cache/',
  '.venv/',
  '.nyc_output/',
  '.DS_Store',
  '',
].join('\n');

/** Makes the bare repository at `dir` unless it is there. */
export async function ensureBareRepository(dir: string, objectFormat: ObjectFormat): Promise<void> {
  if (await exists(dir)) return;
  const parent = dirname(dir);
  await mkdir(parent, { recursive: true });
  const aside = join(parent, `.making-${randomUUID()}`);
  try {
    await gitClient({ cwd: parent }).run(['init', '--bare', '--template=', `--object-format=${objectFormat}`, aside]);
    await mkdir(join(aside, 'info'), { recursive: true });
    await writeFile(join(aside, 'info', 'attributes'), ATTRIBUTES);
    await writeFile(join(aside, 'info', 'exclude'), EXCLUDES);
    await appendFile(join(aside, 'config'), CONFIG);
    await moveUnlessThere(aside, dir);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // A folder that is not empty cannot be replaced: somebody else was faster, with the same content.
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
}
