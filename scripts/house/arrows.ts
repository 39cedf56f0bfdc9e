// The arrows of the house: which room may import from which, and which rooms may use only a few packages. Types count
// like values, because a room that knows another's types cannot be changed or moved without it.
import { posix } from 'node:path';
import { importsOf, type ModuleImport } from './module-imports.js';
import type { Problem, SourceFile } from './source-file.js';

interface Room {
  /** Rooms it may import from, besides itself. */
  rooms: readonly string[];
  /** The only packages it may import; undefined when any may be. */
  packages?: readonly string[];
}

/** The top-level folders that hold code. */
export const ROOM_NAMES = ['core', 'schemas', 'activities', 'workflows', 'workers', 'cli', 'scripts', 'bench', 'test'];

/** `core <- schemas <- activities <- workers, cli` and `core <- workflows <- workers`; cli puts workers to use. */
const ROOMS: ReadonlyMap<string, Room> = new Map<string, Room>([
  ['core', { rooms: [], packages: [] }],
  ['schemas', { rooms: ['core'] }],
  ['activities', { rooms: ['core', 'schemas'] }],
  ['workflows', { rooms: ['core'], packages: ['@temporalio/workflow', '@temporalio/common'] }],
  ['workers', { rooms: ['core', 'schemas', 'activities', 'workflows'] }],
  ['cli', { rooms: ['core', 'schemas', 'activities', 'workers'] }],
  ['scripts', { rooms: ROOM_NAMES }],
  ['bench', { rooms: ROOM_NAMES }],
  ['test', { rooms: ROOM_NAMES }],
]);

/** Every import of `file` that points where its room must not look. */
export function forbiddenArrows(file: SourceFile): Problem[] {
  const home = roomOf(file.path);
  const room = ROOMS.get(home);
  if (room === undefined) return [];
  return importsOf(file).flatMap((imported) => {
    const reason = whyForbidden(file.path, home, room, imported);
    return reason === undefined ? [] : [{ path: file.path, line: imported.line, message: reason }];
  });
}

function whyForbidden(path: string, home: string, room: Room, imported: ModuleImport): string | undefined {
  const { specifier } = imported;
  if (specifier === undefined) {
    return room.packages === undefined ? undefined : `${home}/ must not import what is computed at run time`;
  }
  if (!specifier.startsWith('.')) {
    const allowed = room.packages === undefined || room.packages.includes(packageOf(specifier));
    return allowed ? undefined : `${home}/ must not import the package ${specifier}`;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const away = roomOf(target);
  if (away === home || room.rooms.includes(away)) return undefined;
  if (target === 'package.json' && room.packages === undefined) return undefined;
  return `${home}/ must not import from ${away === '' ? 'outside the rooms' : `${away}/`} (${specifier})`;
}

/** The top-level folder; empty for top-level files and for what lies outside. */
function roomOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length === 0 || first === '..' ? '' : first;
}

/** `@scope/name/deep/file` belongs to `@scope/name`, `name/deep` to `name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
