// The one line of an error that people and histories may see: short, and without the value of any key.
import { errorChain } from './error-chain.js';
import { oneLine } from './one-line.js';

const ERROR_CHARS_MAX = 300;

export function redactedMessage(error: unknown, redact: (text: string) => string): string {
  return oneLine(redact(messageOf(error)), ERROR_CHARS_MAX);
}

/** The message with that of its cause, unless it says it already. */
function messageOf(error: unknown): string {
  const [said, why] = errorChain(error).map(({ message }) => message);
  if (!said) return 'the call failed without a message';
  return !why || said.includes(why) ? said : `${said}: ${why}`;
}
