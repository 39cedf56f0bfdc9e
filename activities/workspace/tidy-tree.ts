// Makes a tree that untrusted code wrote fit for git: what git would open as a repository of its own, or cannot store,
// is removed first. Works on names alone and never follows a link.
import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './error-code.js';
import { unlessAbsent } from './unless-absent.js';

const OWNER_USES_FOLDER = 0o700;
const OWNER_READS_FILE = 0o400;
/** Enough to keep the disk busy, few enough to leave file handles to others. */
const FOLDERS_AT_ONCE = 32;
const SEPARATOR = Buffer.from('/');
/** What a longer path is refused with, and the longest for a folder of which every entry can still be named. */
const TOO_LONG = 'ENAMETOOLONG';
const FOLDER_PATH_BYTES_MAX = 4_095 - 256;
/** By these a tree tells git what to do. */
const RULE_FILES = ['.gitignore', '.gitattributes'];

export interface TidiedTree {
  /** What all `.gitignore` and `.gitattributes` have together: git reads them whole, and as links not at all. */
  ruleBytes: number;
}

/**
 * Removes every `.git` below the top, and pipes, sockets and devices. git would start itself inside such a repository,
 * with the settings found there, and would store a link to it instead of its files. A `.git` at the top is never
 * consulted, because our git directory is named to git; it may stay for the code that made it. Folders that lie too deep
 * for us to look into go too: git names them by shorter paths and would go further down.
 */
export async function tidyTree(root: string): Promise<TidiedTree> {
  let ruleBytes = 0;
  await walk(root, (pathOf, entry, depth) => {
    const name = entry.name.toString('latin1');
    if (depth === 0 && name === '.git') return 'skip';
    const special = !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();
    const tooDeep = entry.isDirectory() && pathOf().length > FOLDER_PATH_BYTES_MAX;
    if (special || tooDeep || name.toLowerCase() === '.git') return removed(pathOf());
    return entry.isFile() && RULE_FILES.includes(name) ? measured(pathOf()) : 'enter';
  });
  return { ruleBytes };

  async function measured(path: Buffer): Promise<'enter'> {
    ruleBytes += (await unlessAbsent(lstat(path)))?.size ?? 0;
    return 'enter';
  }
}

async function removed(path: Buffer): Promise<'skip'> {
  await removeFolder(path);
  return 'skip';
}

/** Gives the owner back the right to read each file. */
export async function makeReadable(root: string): Promise<void> {
  await walk(root, async (pathOf, entry): Promise<Step> => {
    if (entry.isFile()) await allowOwner(pathOf(), OWNER_READS_FILE);
    return 'enter';
  });
}

/** Removes a file or a folder, also one whose permissions forbid it to its owner, and one of any depth. */
export async function removeFolder(path: string | Buffer): Promise<void> {
  try {
    await removeOpened(path);
  } catch (error) {
    if (errorCode(error) !== TOO_LONG) throw error;
    // Nothing to change is no failure; what cannot be changed shows when it cannot be removed.
    await runOn(path, ['chmod', '-R', 'u+rwX', '--']).catch(() => undefined);
    await runOn(path, ['rm', '-rf', '--']);
  }
}

/** These programs go down step by step, so that no path becomes too long. The name is bytes, which no argument can be. */
async function runOn(path: string | Buffer, program: readonly string[]): Promise<void> {
  const running = promisify(execFile)('xargs', ['-0', ...program]);
  running.child.stdin?.end(path);
  await running;
}

async function removeOpened(path: string | Buffer): Promise<void> {
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    await remove();
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
    await allowOwner(path, OWNER_USES_FOLDER);
    await walk(path, async (pathOf, entry): Promise<Step> => {
      if (entry.isDirectory()) await allowOwner(pathOf(), OWNER_USES_FOLDER);
      return 'enter';
    });
    await remove();
  }
}

type Step = 'enter' | 'skip';
/** Answers at once where it can, and builds no path that it does not need: a tree may hold a hundred thousand files. */
type Visit = (pathOf: () => Buffer, entry: Dirent<Buffer>, depth: number) => Step | Promise<Step>;

/** Names are bytes: a tree may hold names that are no UTF-8. */
async function walk(root: string | Buffer, visit: Visit): Promise<void> {
  let level: Buffer[] = [Buffer.from(root)];
  for (let depth = 0; level.length > 0; depth++) {
    const below: Buffer[] = [];
    for (let start = 0; start < level.length; start += FOLDERS_AT_ONCE) {
      const folders = level.slice(start, start + FOLDERS_AT_ONCE);
      const entered = await Promise.all(folders.map((folder) => visitEntries(folder, depth, visit)));
      below.push(...entered.flat());
    }
    level = below;
  }
}

/** Returns the folders to enter next. */
async function visitEntries(folder: Buffer, depth: number, visit: Visit): Promise<Buffer[]> {
  const entered: Buffer[] = [];
  // A removal that has failed goes on for a while in other folders, so that these may be gone.
  for (const entry of (await unlessAbsent(entriesOf(folder))) ?? []) {
    const pathOf = () => Buffer.concat([folder, SEPARATOR, entry.name]);
    const answer = visit(pathOf, entry, depth);
    const step = typeof answer === 'string' ? answer : await answer;
    if (step === 'enter' && entry.isDirectory()) entered.push(pathOf());
  }
  return entered;
}

async function entriesOf(folder: Buffer): Promise<Dirent<Buffer>[]> {
  const list = () => readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  try {
    return await list();
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw error;
    await allowOwner(folder, OWNER_USES_FOLDER);
    return await list();
  }
}

async function allowOwner(path: string | Buffer, rights: number): Promise<void> {
  const found = await unlessAbsent(lstat(path));
  if (found === null || (found.mode & rights) === rights) return;
  await unlessAbsent(chmod(path, found.mode | rights));
}
