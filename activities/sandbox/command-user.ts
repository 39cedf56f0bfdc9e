// Whose rights commands have on the host. A worker that is root never lets foreign code run as root, not even as a
// root without capabilities: it would still own root's files and be free of limits on processes.
import { readFileSync } from 'node:fs';

/** User and group of commands when the worker is root; in a range that distributions and systemd leave alone. */
export const RESERVED_USER_ID = 61_000;
/** How the worker's own user is called inside a user namespace, whatever its number outside. */
const OWN_USER_ID = 1_000;

export interface CommandUser {
  /** `own`: the worker's user, in a user namespace. `reserved`: {@link RESERVED_USER_ID}, inside as outside. */
  kind: 'own' | 'reserved';
  /** User and group inside. */
  id: number;
}

/** Root of a container that has no other users counts as a normal user: outside it is one. */
export function findCommandUser(): CommandUser {
  const isRoot = process.geteuid?.() === 0;
  const hasReserved = isRoot && holdsReserved('/proc/self/uid_map') && holdsReserved('/proc/self/gid_map');
  return hasReserved ? { kind: 'reserved', id: RESERVED_USER_ID } : { kind: 'own', id: OWN_USER_ID };
}

/** True for files that we or our commands made: where the worker is root, it gives the commands what they work on. */
export function isOurUser(userId: number): boolean {
  const ownId = process.geteuid?.();
  return userId === ownId || (ownId === 0 && userId === RESERVED_USER_ID);
}

/** Each line of the file: the first number here, the first number outside, how many. */
function holdsReserved(mapFile: string): boolean {
  const lines = readFileSync(mapFile, 'utf8').trim().split('\n');
  return lines.some((line) => {
    const [first = 0, , count = 0] = line.trim().split(/\s+/).map(Number);
    return first <= RESERVED_USER_ID && RESERVED_USER_ID < first + count;
  });
}
