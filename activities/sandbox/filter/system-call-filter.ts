// The filter for system calls that every command in the sandbox runs under.
import { encodeFilter } from './encode-filter.js';
import { REFUSED_CALLS } from './refused-calls.js';

/** For bubblewrap's --seccomp. Null for processors whose numbers of system calls the table does not hold. */
export function systemCallFilter(processor: string = process.arch): Buffer | null {
  return processor === 'x64' || processor === 'arm64' ? encodeFilter(REFUSED_CALLS, processor) : null;
}
