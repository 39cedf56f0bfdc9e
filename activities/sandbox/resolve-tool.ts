// Finds out where a program really lives. What stands on PATH may be a shim of a version manager (pyenv, nvm, asdf,
// rustup, volta) or a link: such a program is asked for its own place, or its links are followed.
import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { isWithin } from './entry.js';
import { isSystemPath } from './host-system.js';

const ASK_TIMEOUT_MS = 10_000;

export interface ResolvedTool {
  /** Folders (or single files) that it needs and that lie outside the system's. */
  folders: string[];
  /** The folder of programs that it belongs to, or null when a link to `program` must do. */
  bin: string | null;
  program: string;
}

/** Arguments with which a program prints, one a line, the folders that it cannot do without; the first holds `bin`. */
const QUESTIONS = new Map<string, string[]>([
  ['python3', ['-I', '-c', 'import sys; print(sys.prefix); print(sys.base_prefix)']],
  ['python', ['-I', '-c', 'import sys; print(sys.prefix); print(sys.base_prefix)']],
  ['node', ['-p', 'require("path").dirname(require("path").dirname(process.execPath))']],
  ['go', ['env', 'GOROOT']],
  ['rustc', ['--print', 'sysroot']],
  ['ruby', ['-e', 'puts RbConfig::CONFIG["prefix"]']],
]);
/** Programs that act by the name they are called by and need their manager's own folder: they cannot be linked. */
const SHIMS = new Set(['volta-shim', 'rustup', 'mise', 'asdf', 'shim', 'snap']);
/** Folders of a system that hold more than one program's things. */
const SHARED_FOLDERS = new Set([
  ...['/', '/boot', '/dev', '/etc', '/home', '/media', '/mnt', '/opt', '/proc'],
  ...['/root', '/run', '/srv', '/sys', '/tmp', '/var', '/workspace'],
]);
/** Folders of a home that hold more than programs. */
const PRIVATE_FOLDERS = ['.local', '.local/share', '.config', '.cache', '.ssh', '.gnupg', 'Documents', 'Desktop'];
const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

/** Null when the program cannot be offered inside: a shim that does not answer, or one that would lay a home open. */
export async function resolveTool(
  name: string,
  file: string,
  env: NodeJS.ProcessEnv,
  home: string,
): Promise<ResolvedTool | null> {
  const program = realpathSync(file);
  if (isSystemPath(program)) return { folders: [], bin: null, program };
  const question = QUESTIONS.get(name);
  const tool = question ? await askedTool(name, file, question, env) : unaskedTool(name, program, home);
  if (tool === null || tool.folders.some((folder) => laysOpen(folder, home))) return null;
  return { ...tool, folders: tool.folders.filter((folder) => !isSystemPath(folder)) };
}

async function askedTool(
  name: string,
  file: string,
  question: string[],
  env: NodeJS.ProcessEnv,
): Promise<ResolvedTool | null> {
  // Asked in the root folder: version managers let the folder decide, and no repository shall.
  const options = { cwd: '/', env, extendEnv: false, timeout: ASK_TIMEOUT_MS, stdin: 'ignore' } as const;
  const answer = await execa(file, question, { ...options, reject: false });
  const folders = answer.stdout.split('\n').filter((line) => line.startsWith('/'));
  const prefix = folders[0];
  if (answer.failed || prefix === undefined) return null;
  const bin = join(prefix, 'bin');
  const program = join(bin, name);
  return { folders, bin, program: existsSync(program) ? program : realpathSync(file) };
}

function unaskedTool(name: string, program: string, home: string): ResolvedTool | null {
  if (SHIMS.has(basename(program))) return null;
  const packageFolder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(program)?.[0];
  if (packageFolder) return { folders: [packageFolder], bin: null, program };
  const bin = dirname(program);
  const ownFolder = basename(bin) === 'bin' && basename(program) === name ? dirname(bin) : null;
  if (ownFolder !== null && !laysOpen(ownFolder, home) && !isWithin(ownFolder, home)) {
    return { folders: [ownFolder], bin, program };
  }
  return isElf(program) ? { folders: [program], bin: null, program } : null;
}

/** True for a folder whose binding would show more of the host than a program's own files. */
function laysOpen(folder: string, home: string): boolean {
  const homes = existsSync(home) ? [home, realpathSync(home)] : [home];
  const holdsHome = homes.some((each) => isWithin(each, folder));
  const isPrivate = homes.some((each) => PRIVATE_FOLDERS.some((name) => folder === join(each, name)));
  return SHARED_FOLDERS.has(folder) || holdsHome || isPrivate;
}

function isElf(file: string): boolean {
  const start = Buffer.alloc(ELF_MAGIC.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.equals(ELF_MAGIC);
}
