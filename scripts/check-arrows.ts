// `npm run check` runs this: import arrows over all source files, and in what workflows are made of, no module state
// and no activity that floats. Format, lint, the wall of 300 lines and the size of functions are biome's (biome.json).
import { forbiddenArrows } from './house/arrows.js';
import { floatingActivities, proxyNames } from './house/floating-activities.js';
import { moduleMutations } from './house/module-mutations.js';
import { moduleState } from './house/module-state.js';
import { PROJECT_ROOT, readSourceTree } from './house/source-tree.js';

const files = await readSourceTree(PROJECT_ROOT);
/** What ends in the workflow bundle. */
const bundled = files.filter(({ path }) => /^(core|workflows)\//.test(path));
const proxies = proxyNames(bundled);

const problems = [
  ...files.flatMap(forbiddenArrows),
  ...bundled.flatMap(moduleState),
  ...bundled.flatMap(moduleMutations),
  ...bundled.flatMap((file) => floatingActivities(file, proxies)),
];
for (const { path, line, message } of problems) {
  console.error(`${path}:${line}  ${message}`);
}
console.log(`house rules: ${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
