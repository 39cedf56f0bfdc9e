// Builds the one file that workers load as workflow code, from what tsc wrote to dist/. Bundling takes seconds, so it
// is done only when something that goes in has changed.
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const BUNDLE_FILE = 'workflow-bundle.js';
const HASH_FILE = 'workflow-bundle.sha256';
const BUNDLED_ROOMS = ['core', 'workflows'];
const ENTRY = join('workflows', 'index.js');

export type BundleResult = 'no entry' | 'unchanged' | 'built';

/** `dist` is tsc's output; the project's lock file, which names the SDK's version, lies beside it. */
export async function buildWorkflowBundle(dist: string): Promise<BundleResult> {
  const inputs = await bundleInputs(dist);
  if (!inputs.includes(ENTRY)) return 'no entry';
  const hash = await hashFiles(dist, [...inputs, join('..', 'package-lock.json')]);
  if (hash === (await readIfThere(join(dist, HASH_FILE)))) return 'unchanged';

  await replaceFile(join(dist, BUNDLE_FILE), await bundleWorkflows(join(dist, ENTRY)));
  await replaceFile(join(dist, HASH_FILE), hash);
  return 'built';
}

/** Throws the SDK's explanation when workflow code imports a Node built-in. */
export async function bundleWorkflows(workflowsPath: string): Promise<string> {
  // Loaded here because it brings webpack along, a second that a build without changes is spared.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  return code;
}

async function bundleInputs(dist: string): Promise<string[]> {
  const inRooms = await Promise.all(
    BUNDLED_ROOMS.map(async (room) => {
      const names = await readdir(join(dist, room), { recursive: true });
      return names.filter((name) => name.endsWith('.js')).map((name) => join(room, name));
    }),
  );
  return inRooms.flat().sort();
}

async function hashFiles(dist: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`${path}\0`).update(await readFile(join(dist, path)));
  }
  return hash.digest('hex');
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A worker that starts at this moment reads the old file or the new one, never half of it. */
async function replaceFile(path: string, content: string): Promise<void> {
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, content);
  await rename(beside, path);
}
