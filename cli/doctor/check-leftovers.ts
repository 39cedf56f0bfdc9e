// What stands in the way or takes space for nothing: leftovers of killed processes, locks of a git that is gone, fetched
// programs that are broken. `doctor` names it, `doctor --fix` removes it: no run needs any of it.
import { rm } from 'node:fs/promises';
import { removeLeftovers } from '../../activities/cleaning/remove-leftovers.js';
import { staleLocks } from '../../activities/workspace/stale-locks.js';
import { type BrokenProgram, brokenPrograms } from '../../workers/programs/broken-programs.js';
import { findBubblewrap } from '../../workers/programs/find-bubblewrap.js';
import { findTemporal } from '../../workers/programs/find-temporal.js';
import type { CommandContext } from '../context.js';
import { cleanedLine } from '../display/cleaned-lines.js';
import { bad, type Check, checking, good } from './check.js';

const FIX = 'Run: nightshift doctor --fix';

/** What can be mended by itself. Leftovers do no harm, so they do not make the machine unfit. */
export async function checkLeftovers(context: CommandContext): Promise<Check[]> {
  return [
    await checking('leftovers', FIX, async () => {
      const found = await leftovers(context, true);
      return found.length === 0 ? good('leftovers', 'none') : { ...good('leftovers', found.join('; ')), advice: FIX };
    }),
    await checking('locks', null, async () => {
      const locks = await staleLocks(context.home);
      return locks.length === 0 ? good('locks', 'none is stale') : bad('locks', `stale: ${locks.join(', ')}`, FIX);
    }),
    ...(await broken(context)).map(({ name, folder, reason }) => bad(name, `${folder} is broken: ${reason}`, FIX)),
  ];
}

/** Mends what {@link checkLeftovers} finds. Returns a line for each thing done. */
export async function fixLeftovers(context: CommandContext): Promise<string[]> {
  const done = (await leftovers(context, false)).map((what) => `removed ${what}`);
  for (const lock of await staleLocks(context.home)) {
    await rm(lock, { force: true });
    done.push(`removed the stale lock ${lock}`);
  }
  for (const program of await broken(context)) done.push(await fetchAgain(context, program));
  return done;
}

async function leftovers({ home }: CommandContext, dryRun: boolean): Promise<string[]> {
  const cleaned = await removeLeftovers({ home }, { nowMs: Date.now(), dryRun });
  return cleaned.filter(({ count }) => count > 0).map(cleanedLine);
}

function broken({ home, env }: CommandContext): Promise<BrokenProgram[]> {
  return brokenPrograms({ cache: home.cache, env });
}

async function fetchAgain({ home, env, screen }: CommandContext, { name, folder }: BrokenProgram): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const options = { cache: home.cache, env, say: screen.say };
  const { path, version, how } = await (name === 'temporal' ? findTemporal(options) : findBubblewrap(options));
  return `removed ${folder}, which was broken; ${name} ${version} is now at ${path} (${how})`;
}
