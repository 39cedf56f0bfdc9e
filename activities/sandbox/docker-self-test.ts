// Shows that containers isolate here: the engine answers, the image is there, and a real run that looks around and tries
// to get out finds nothing.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ApplicationFailure } from '@temporalio/common';
import { makeOwnedFolder } from '../owned-name.js';
import type { DockerEngine } from './docker-engine.js';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox } from './sandbox.js';

const SELF_TEST_TIMEOUT_MS = 60_000;
const NO_CAPABILITIES = /^CapEff:\s*0+$/m;

/** Prints one line for each thing that is open. The last line shows that it came to its end. */
const PROBE = `
  [ "$(id -u)" = 0 ] && [ "$ROOTLESS" != yes ] && echo "it runs as root"
  for d in / /usr /etc; do (: > "$d/nightshift-probe") 2>/dev/null && echo "$d is writable"; done
  (: > /w/probe) 2>/dev/null || echo "the worktree cannot be written"
  (: > /tmp/probe) 2>/dev/null || echo "/tmp cannot be written"
  [ -e /var/run/docker.sock ] && echo "the engine's own socket is inside"
  for i in $(grep : /proc/net/dev | cut -d: -f1); do [ "$i" = lo ] || echo "it has a network ($i)"; done
  grep CapEff /proc/self/status
  echo done`;

export interface WantedImage {
  name: string;
  /** False where nothing may be fetched. */
  mayFetch: boolean;
}

/** Null when all holds, else one line that says what does not and the way out. */
export async function dockerSelfTest(
  sandbox: Sandbox,
  engine: DockerEngine,
  image: WantedImage,
): Promise<string | null> {
  const missing = await missingPart(engine, image);
  if (missing !== null) return missing;
  const worktree = await makeOwnedFolder(tmpdir(), 'nightshift-self-test');
  try {
    return await lookInside(sandbox, worktree, (await engine.facts()).rootless);
  } catch (error) {
    if (error instanceof ApplicationFailure) return error.message;
    throw error;
  } finally {
    await rm(worktree, { recursive: true, force: true });
  }
}

async function missingPart(engine: DockerEngine, { name, mayFetch }: WantedImage): Promise<string | null> {
  try {
    await engine.facts();
  } catch (error) {
    return `Docker does not answer: start it, or see "docker info" (${reasonOf(error)})`;
  }
  if (await engine.hasImage(name)) return null;
  if (!mayFetch) return `the image ${name} is not here yet; the first run fetches it, or "docker pull ${name}" does`;
  try {
    await engine.pull(name);
    return null;
  } catch (error) {
    return `the image ${name} cannot be had: name another as dockerImage in the operator's config (${reasonOf(error)})`;
  }
}

async function lookInside(sandbox: Sandbox, worktree: string, rootless: boolean): Promise<string | null> {
  const result = await sandbox.run({
    command: PROBE,
    worktree,
    mounts: [],
    env: rootless ? { ROOTLESS: 'yes' } : {},
    network: 'none',
    limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: SELF_TEST_TIMEOUT_MS },
    signal: new AbortController().signal,
  });
  const lines = result.output.trim().split('\n');
  if (lines.at(-1) !== 'done') return `its self-test did not end well: ${result.reason}, ${lines.at(-1) ?? ''}`;
  const open = lines.filter((line) => line !== 'done' && !line.startsWith('CapEff'));
  if (!NO_CAPABILITIES.test(result.output)) open.push('it keeps capabilities');
  return open.length === 0 ? null : open.join('; ');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
