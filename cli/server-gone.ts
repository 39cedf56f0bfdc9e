// A server that answered when the command looked, and dies before the command has begun its work.
import type { ServerLease } from '../workers/server/server-lease.js';
import { reasonOf, SetupProblem } from '../workers/setup-problem.js';

/** Where the native client gives the system's own words, in the midst of its types. */
const SYSTEMS_WORDS = /.*message: "([^"]+)".*/s;

export function serverGone({ address, owned }: Pick<ServerLease, 'address' | 'owned'>, error: unknown): SetupProblem {
  const reason = reasonOf(error).replace(SYSTEMS_WORDS, '$1');
  const wayOut = owned ? 'Call the command again: it starts the server.' : 'Start it, then call the command again.';
  return new SetupProblem(
    `The Temporal server at ${address} stopped answering while this command began: ${reason}\n` +
      `Runs that it knows go on from where they stood. ${wayOut}`,
  );
}
