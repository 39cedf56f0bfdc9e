// The second half of `npm run build`, after tsc: what dist/ needs besides compiled TypeScript.
import { existsSync } from 'node:fs';
import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from './house/source-tree.js';
import { BUNDLE_FILE, buildWorkflowBundle } from './house/workflow-bundle.js';

const DIST = join(PROJECT_ROOT, 'dist');
const EXECUTABLE_MODE = 0o755;

/** Rooms whose files beside the TypeScript are read at run time: prompts, helpers, the demo's library. */
const ROOMS_WITH_ASSETS = ['activities', 'scripts'];

/** The `bin` of package.json; npm makes it executable only when it installs the package from a registry. */
const PROGRAM = 'cli/main.js';

async function copyAssets(): Promise<void> {
  for (const room of ROOMS_WITH_ASSETS) {
    await cp(join(PROJECT_ROOT, room), join(DIST, room), { recursive: true, filter: (path) => !path.endsWith('.ts') });
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
