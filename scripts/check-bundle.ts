// `npm run check` runs this after the build: the size and the content of the workflow bundle that workers will load.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProblems } from './house/bundle-content.js';
import { PROJECT_ROOT } from './house/source-tree.js';
import { BUNDLE_FILE } from './house/workflow-bundle.js';

async function problemsOfBuiltBundle(): Promise<string[]> {
  const path = join(PROJECT_ROOT, 'dist', BUNDLE_FILE);
  if (!existsSync(path)) return [`dist/${BUNDLE_FILE} is not there; npm run build makes it from workflows/index.ts`];
  return bundleProblems(await readFile(path, 'utf8'), PROJECT_ROOT);
}

const problems = await problemsOfBuiltBundle();
for (const problem of problems) console.error(`workflow bundle: ${problem}`);
console.log(`workflow bundle: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
