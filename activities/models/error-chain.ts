// An error and what caused it, read by shape: errors of the runtime's own parts need not be instances of our `Error`.
import { isObject } from './is-object.js';

export interface ErrorLike {
  message: string;
  /** Such as `ECONNRESET`; empty when it has none. */
  code: string;
  /** Such as `connect`; empty when it has none. */
  syscall: string;
}

/** The error first, then its cause, and so on; empty when what was thrown is no error. */
export function errorChain(error: unknown): ErrorLike[] {
  const chain: ErrorLike[] = [];
  const seen = new Set<unknown>();
  for (let at = error; isObject(at) && !seen.has(at); at = at['cause']) {
    seen.add(at);
    chain.push({ message: text(at['message']), code: text(at['code']), syscall: text(at['syscall']) });
  }
  return chain;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
