// The one line of an error that people and histories may see: short, and without the value of any key.

const ERROR_CHARS_MAX = 300;

export function redactedMessage(error: unknown, redact: (text: string) => string): string {
  const message = error instanceof Error && error.message ? error.message : 'the call failed without a message';
  const line = redact(message).replace(/\s+/g, ' ').trim();
  return line.length <= ERROR_CHARS_MAX ? line : `${line.slice(0, ERROR_CHARS_MAX - 1)}…`;
}
