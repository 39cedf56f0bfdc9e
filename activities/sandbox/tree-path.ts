// Reads a path that a model gave as the parts of a path inside the worktree.
import { WORKDIR } from './bubblewrap-arguments.js';
import { isWithin } from './entry.js';
import type { SandboxMount } from './sandbox.js';

export type TreePath = { ok: true; parts: string[] } | { ok: false; problem: string };

/** Takes `src/a.js`, `./src/a.js` and `/w/src/a.js`. Nothing is looked up. */
export function readTreePath(given: string, mounts: readonly SandboxMount[]): TreePath {
  const path = JSON.stringify(given);
  if (given.includes('\0')) return { ok: false, problem: `${path} is not a path` };
  const relative = given.startsWith(`${WORKDIR}/`) ? given.slice(WORKDIR.length + 1) : given;
  if (relative.startsWith('/')) return { ok: false, problem: `${path} is outside ${WORKDIR}` };
  const parts = relative.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { ok: false, problem: `${path} must not contain ..` };
  if (parts.length === 0) return { ok: false, problem: `${path} names no file` };
  const inside = `${WORKDIR}/${parts.join('/')}`;
  const mount = mounts.find((each) => isWithin(inside, each.target));
  if (mount) return { ok: false, problem: `${mount.target} holds installed dependencies, which are read-only` };
  return { ok: true, parts };
}
