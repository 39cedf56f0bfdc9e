// The `edit` tool: replaces one piece of text in a file of the worktree. Done from outside the sandbox while nothing
// runs in it, so no link of the tree is ever followed and nothing but a plain file is opened.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EDIT_FILE_BYTES_MAX, type EditInput } from '../../core/tools.js';
import { errorCode } from '../workspace/error-code.js';
import { replaceText } from './replace-text.js';
import type { SandboxMount } from './sandbox.js';
import { readTreePath } from './tree-path.js';

export interface EditEnd {
  ok: boolean;
  /** What happened, for the model: on success one line, else why nothing was changed. */
  said: string;
}

export async function editFile(worktree: string, mounts: readonly SandboxMount[], input: EditInput): Promise<EditEnd> {
  const path = readTreePath(input.path, mounts);
  if (!path.ok) return refused(path.problem);
  const obstacle = await firstObstacle(worktree, path.parts);
  if (obstacle !== null) return refused(obstacle);
  const name = path.parts.join('/');
  try {
    const found = await lstatIfThere(join(worktree, name));
    return found === null ? await createFile(worktree, name, input) : await changeFile(worktree, name, found, input);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return refused(`${name} cannot be written (${code})`);
  }
}

async function createFile(worktree: string, name: string, input: EditInput): Promise<EditEnd> {
  if (input.oldText !== '') return refused(`${name} does not exist; to create it, leave oldText empty`);
  const file = join(worktree, name);
  await mkdir(dirname(file), { recursive: true });
  await withFile(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, (handle) =>
    handle.writeFile(input.newText),
  );
  return { ok: true, said: `created ${name}` };
}

async function changeFile(worktree: string, name: string, found: Stats, input: EditInput): Promise<EditEnd> {
  if (!found.isFile()) return refused(`${name} is not a plain file`);
  if (found.size > EDIT_FILE_BYTES_MAX) return refused(`${name} has ${found.size} bytes; change it by a command`);
  const file = join(worktree, name);
  const bytes = await withFile(file, constants.O_RDONLY, readPlain);
  if (bytes === null) return refused(`${name} is not a plain file`);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) return refused(`${name} is not UTF-8 text; change it by a command`);
  const replaced = replaceText(name, text, input);
  if (!replaced.ok) return refused(replaced.problem);
  await withFile(file, constants.O_WRONLY | constants.O_TRUNC, (handle) => handle.writeFile(replaced.text));
  return { ok: true, said: `edited ${name}` };
}

/** Null for what took the place of a plain file since it was looked at: a pipe or a device would never end. */
async function readPlain(handle: FileHandle): Promise<Buffer | null> {
  const found = await handle.stat();
  return found.isFile() && found.size <= EDIT_FILE_BYTES_MAX ? await handle.readFile() : null;
}

/** The first part on the way to the file that is something else than a folder: a link could lead out of the tree. */
async function firstObstacle(worktree: string, parts: string[]): Promise<string | null> {
  for (let depth = 1; depth < parts.length; depth += 1) {
    const name = parts.slice(0, depth).join('/');
    const found = await lstatIfThere(join(worktree, name));
    if (found === null) return null;
    if (!found.isDirectory()) return `${name} is not a folder`;
  }
  return null;
}

async function lstatIfThere(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function withFile<T>(file: string, flags: number, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

function refused(why: string): EditEnd {
  return { ok: false, said: `not edited: ${why}` };
}
