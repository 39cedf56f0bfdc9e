// The bubblewrap that tests use: the machine's own, or the one that Nightshift fetches into the user's cache once.
import { findHome } from '../../activities/home.js';
import { findBubblewrap } from '../../workers/programs/find-bubblewrap.js';

/** Path of the program. */
export async function testBubblewrap(): Promise<string> {
  const { cache } = findHome(process.env);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const found = await findBubblewrap({ cache, env: process.env, say });
  return found.path;
}
