// The version of this package, as its package.json has it.
import { existsSync, readFileSync } from 'node:fs';

/** Above the compiled program in `dist/`, or above the sources when these are run, as tests do. */
const PLACES = ['../package.json', '../../package.json'];

export function readVersion(): string {
  const place = PLACES.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  const content: unknown = place ? JSON.parse(readFileSync(place, 'utf8')) : null;
  const version = typeof content === 'object' && content !== null && 'version' in content ? content.version : null;
  return typeof version === 'string' ? version : 'unknown';
}
