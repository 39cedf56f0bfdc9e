// Finds out by one real run whether bubblewrap and the kernel give us overlays here. Versions alone don't tell: it also
// depends on the file system below, and on what a container allows.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { makeOwnedFolder } from '../owned-name.js';
import type { LimitedEnd } from './limited-process.js';
import { makeOverlayChanges, type OverlayChanges } from './overlay-changes.js';
import { DEFAULT_SANDBOX_LIMITS, type SandboxRun } from './sandbox.js';

export const PROBE_PREFIX = 'nightshift-probe';
const PROBE_MS_MAX = 20_000;
const BEFORE = 'as it was';

/** `scratch` is where the changes of later runs will lie. */
export async function probeOverlays(
  scratch: string,
  start: (run: SandboxRun, changes: OverlayChanges) => Promise<LimitedEnd>,
): Promise<boolean> {
  await mkdir(scratch, { recursive: true });
  const folder = await makeOwnedFolder(scratch, PROBE_PREFIX);
  const [worktree, source] = [join(folder, 'worktree'), join(folder, 'source')];
  await mkdir(worktree);
  await mkdir(source);
  await writeFile(join(source, 'file'), BEFORE);
  const run: SandboxRun = {
    command: 'cd /probe && echo changed > file && mkdir made && mv file made && rmdir made 2>/dev/null; test ! -e file',
    worktree,
    mounts: [{ source, target: '/probe', access: 'overlay' }],
    env: {},
    network: 'none',
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: PROBE_MS_MAX },
    signal: new AbortController().signal,
  };
  const changes = await makeOverlayChanges(run.mounts, scratch);
  try {
    const end = await start(run, changes);
    return end.code === 0 && (await readFile(join(source, 'file'), 'utf8')) === BEFORE;
  } catch (error) {
    if (error instanceof ApplicationFailure) return false;
    throw error;
  } finally {
    await changes.remove();
    await rm(folder, { recursive: true, force: true });
  }
}
