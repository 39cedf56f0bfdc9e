// Finds the programs that the host's PATH offers to tests and builds, and makes the part of the file tree, and the
// PATH, with which the same programs are found inside. Only their own folders are bound, never a home folder.

import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin, readOnly, type SandboxEntry } from './entry.js';
import { isSystemPath } from './host-system.js';
import { type ResolvedTool, resolveTool } from './resolve-tool.js';

/** Tools that are looked for. Those that are asked for their own place come first, since they bring others along. */
const TOOLS = [
  ...['python3', 'python', 'node', 'go', 'rustc', 'cargo', 'ruby', 'java', 'javac'],
  ...['npm', 'npx', 'pnpm', 'yarn', 'corepack', 'bun', 'bunx', 'deno', 'pip', 'pip3', 'uv', 'uvx', 'poetry'],
  ...['gem', 'bundle', 'rake', 'mvn', 'gradle', 'php', 'composer', 'dotnet', 'perl'],
  ...['git', 'make', 'cmake', 'ninja', 'gcc', 'g++', 'cc', 'c++', 'clang', 'pkg-config', 'bash', 'jq', 'rg'],
];
/** Links to programs that lie in no folder of their own name. First on PATH inside. */
const LINKS_FOLDER = '/opt/nightshift/bin';
const PATH_ALWAYS = ['/usr/local/bin', '/usr/bin', '/bin'];

export interface Toolchains {
  entries: SandboxEntry[];
  /** PATH inside. */
  path: string;
}

interface FoundTool extends ResolvedTool {
  name: string;
  /** Position in the host's PATH. */
  order: number;
}

/** `home` is the operator's home folder: neither it nor a folder around it is ever bound. */
export async function findToolchains(env: NodeJS.ProcessEnv, home: string): Promise<Toolchains> {
  const hostPath = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const resolved = await Promise.all(TOOLS.map((name) => findTool(name, hostPath, env, home)));
  const found = resolved.filter((tool) => tool !== null);
  const path = insidePath(hostPath, found);
  const folders = outermost(found.flatMap((tool) => tool.folders)).map((folder) => readOnly(folder));
  const links = linkEntries(found, path);
  return { entries: [...folders, ...links], path: [LINKS_FOLDER, ...path].join(':') };
}

async function findTool(
  name: string,
  hostPath: string[],
  env: NodeJS.ProcessEnv,
  home: string,
): Promise<FoundTool | null> {
  const order = hostPath.findIndex((folder) => isProgram(join(folder, name)));
  const folder = hostPath[order];
  if (folder === undefined) return null;
  const tool = await resolveTool(name, join(folder, name), env, home);
  return tool && { ...tool, name, order };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, a broken link, or not ours to run: the next folder of PATH is asked, as a shell does.
    return false;
  }
}

/** The host's order: its system folders as they are, and in place of any other what its tools turned out to be. */
function insidePath(hostPath: string[], found: FoundTool[]): string[] {
  const folders = hostPath.flatMap((folder, order) => {
    if (isSystemPath(folder)) return existsSync(folder) ? [folder] : [];
    return found.flatMap((tool) => (tool.order === order && tool.bin !== null ? [tool.bin] : []));
  });
  return [...new Set([...folders, ...PATH_ALWAYS])];
}

/** Links for tools that PATH alone would not find inside, or would find as another program of the same name. */
function linkEntries(found: FoundTool[], path: string[]): SandboxEntry[] {
  return found
    .filter((tool) => {
      const first = path.find((folder) => isProgram(join(folder, tool.name)));
      return first === undefined || !isSameFile(join(first, tool.name), tool.program);
    })
    .map((tool) => ({ kind: 'symlink', source: tool.program, target: join(LINKS_FOLDER, tool.name) }));
}

function isSameFile(a: string, b: string): boolean {
  return realpathSync(a) === realpathSync(b);
}

/** Without doubles and folders that lie in others. */
function outermost(folders: string[]): string[] {
  const unique = [...new Set(folders)];
  return unique.filter((folder) => !unique.some((other) => other !== folder && isWithin(folder, other)));
}
