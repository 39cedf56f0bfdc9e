// The pages of the double for people, and the plain texts that its answers link to.
import type { World } from '../world.js';

export async function pageFor(world: World, url: URL): Promise<{ text: string; type: string } | null> {
  const log = /^\/logs\/(\d+)\.txt$/.exec(url.pathname)?.[1];
  if (log) return plain(logOf(world, Number(log)));
  return null;
}

function plain(text: string | null) {
  return text === null ? null : { text, type: 'text/plain; charset=utf-8' };
}

/** What a job of Actions printed. */
function logOf(world: World, id: number): string | null {
  const runs = world.repositories.flatMap(({ checkRuns }) => checkRuns);
  return runs.find((run) => run.id === id)?.log ?? null;
}
