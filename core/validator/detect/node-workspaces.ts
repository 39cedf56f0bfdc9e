// The members of an npm, yarn or pnpm workspace, and whether a script runs the tests of all of them. Their tests are then
// run one by one, since a report can only be asked of each member's own runner.
import { commandChain } from './command-chain.js';
import { readNodeManifest } from './node-manifest.js';
import type { RepositoryFacts } from './repository-facts.js';

/** With more members, one command for all is quicker, though only its exit code is known. */
const MEMBERS_MAX = 40;
/** Folders that can be named in a command as they are. */
const PLAIN_PATH = /^[\w@.][\w@./-]*$/;

const FOR_ALL: readonly RegExp[] = [
  /^npm (?=.*(?:-ws|--workspaces)(?: |$)).*\b(?:test|t)\b/,
  /^pnpm (?=.*(?:-r|--recursive)(?: |$)).*\btest\b/,
  /^yarn workspaces (?:foreach .*)?(?:run )?test\b/,
  /^(?:npx |yarn |pnpm )?(?:lerna|turbo) (?:run )?test\b/,
  /^(?:npx |yarn |pnpm )?nx run-many .*(?:-t|--targets?)[ =]test\b/,
];

/** Paths of the members' manifests; empty where there is no workspace, or one too large to look into. */
export function memberManifests(facts: RepositoryFacts): string[] {
  const patterns = readNodeManifest(facts.texts['package.json'])?.workspaces ?? [];
  const all = [...patterns, ...pnpmPatterns(facts.texts['pnpm-workspace.yaml'])];
  const wanted = all.filter((pattern) => !pattern.startsWith('!')).map(folderPattern);
  const unwanted = all.filter((pattern) => pattern.startsWith('!')).map((pattern) => folderPattern(pattern.slice(1)));
  const members = facts.files.filter((file) => {
    if (!file.endsWith('/package.json')) return false;
    const folder = folderOf(file);
    const isMember =
      wanted.some((pattern) => pattern.test(folder)) && !unwanted.some((pattern) => pattern.test(folder));
    return isMember && PLAIN_PATH.test(folder) && !folder.includes('node_modules');
  });
  return members.length > MEMBERS_MAX ? [] : members.sort();
}

/** True for `npm test --workspaces` and its like in other package managers, with nothing before it. */
export function runsAllMembers(script: string): boolean {
  const chain = commandChain(script);
  const words = chain?.length === 1 ? chain[0]?.join(' ') : undefined;
  return words !== undefined && FOR_ALL.some((pattern) => pattern.test(words));
}

/** `packages/a/package.json` lies in `packages/a`. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** The list under `packages:`, one a line, as everybody writes it. */
function pnpmPatterns(yaml: string | undefined): string[] {
  const lines = (yaml ?? '').split('\n');
  const from = lines.findIndex((line) => line.startsWith('packages:'));
  if (from < 0) return [];
  const patterns: string[] = [];
  for (const line of lines.slice(from + 1)) {
    const pattern = /^\s*-\s*["']?([^"'#\s]+)/.exec(line)?.[1];
    if (pattern !== undefined) patterns.push(pattern);
    else if (!/^\s*(?:#.*)?$/.test(line)) break;
  }
  return patterns;
}

/** `packages/*` and `apps/**` as an expression for folders. */
function folderPattern(glob: string): RegExp {
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '');
  const parts = plain.split(/(\*\*\/?|\*)/).map((part) => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:.+/)?' : '.+';
    return part === '*' ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`);
}
