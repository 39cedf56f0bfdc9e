// Empties all code of a tree but its tests and configuration. Tests that still pass then do not exercise the tree, and
// no verdict of theirs would mean anything.
import { writeInTree } from './tree-files.js';

const CODE_FILE =
  /\.(?:js|cjs|mjs|jsx|ts|cts|mts|tsx|vue|svelte|py|go|rs|java|kt|scala|rb|php|c|cc|cpp|h|hpp|cs|swift|ex|exs|lua|pl|sh)$/;

export function codeFiles(files: readonly string[], isProtected: (path: string) => boolean): string[] {
  return files.filter((path) => CODE_FILE.test(path) && !isProtected(path));
}

export async function emptySources(tree: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await writeInTree(tree, path, '');
}
