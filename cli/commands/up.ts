// nightshift up: the local server and a worker in one process, until it is told to leave.
import { serving } from './worker.js';

const EXAMPLES = `
Examples:
  nightshift up                                    then, elsewhere: nightshift submit SPEC.md --repo ../shop
  nightshift up --drain 30s --json

It starts the local Temporal server again when that dies; with TEMPORAL_ADDRESS it uses the one named there. SIGTERM or
Ctrl-C: it takes nothing new, finishes what it can in --drain, and leaves the rest for the next start. A second signal
leaves at once.`;

export const define = serving(EXAMPLES, true);
