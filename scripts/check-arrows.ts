// `npm run check` runs this: import arrows over all source files, and no module state in what workflows are made of.
// Format, lint, the wall of 300 lines and the size of functions are biome's (biome.json).
import { forbiddenArrows } from './house/arrows.js';
import { moduleMutations } from './house/module-mutations.js';
import { moduleState } from './house/module-state.js';
import type { Problem, SourceFile } from './house/source-file.js';
import { PROJECT_ROOT, readSourceTree } from './house/source-tree.js';

/** Rooms whose code ends in the workflow bundle. */
const BUNDLED = /^(core|workflows)\//;

function problemsOf(file: SourceFile): Problem[] {
  return [
    ...forbiddenArrows(file),
    ...(BUNDLED.test(file.path) ? [...moduleState(file), ...moduleMutations(file)] : []),
  ];
}

const files = await readSourceTree(PROJECT_ROOT);
const problems = files.flatMap(problemsOf);
for (const { path, line, message } of problems) {
  console.error(`${path}:${line}  ${message}`);
}
console.log(`arrows and module state: ${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
