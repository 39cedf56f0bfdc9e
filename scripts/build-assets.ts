// The second half of `npm run build`, after tsc: what dist/ needs besides compiled TypeScript.
import { existsSync } from 'node:fs';
import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from './house/source-tree.js';
import { BUNDLE_FILE, buildWorkflowBundle } from './house/workflow-bundle.js';

const DIST = join(PROJECT_ROOT, 'dist');
const EXECUTABLE_MODE = 0o755;

/** Folders and files that the program reads at run time and tsc does not know. */
const ASSETS = ['activities/models/prompts', 'scripts/demo/library', 'scripts/demo/answers', 'scripts/demo/SPEC.md'];

/** The `bin` of package.json; npm makes it executable only when it installs the package from a registry. */
const PROGRAM = 'cli/main.js';

async function copyAssets(): Promise<void> {
  for (const asset of ASSETS) {
    if (existsSync(join(PROJECT_ROOT, asset))) {
      await cp(join(PROJECT_ROOT, asset), join(DIST, asset), { recursive: true });
    }
  }
}

async function makeProgramExecutable(): Promise<void> {
  const path = join(DIST, PROGRAM);
  if (existsSync(path)) await chmod(path, EXECUTABLE_MODE);
}

await copyAssets();
await makeProgramExecutable();
if ((await buildWorkflowBundle(DIST)) === 'no entry') {
  console.error(`build-assets: there is no workflows/index.ts, so dist/${BUNDLE_FILE} was not built`);
}
