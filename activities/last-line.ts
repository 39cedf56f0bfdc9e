// The end of an output, where programs say how it went.

/** The last line that is not blank; empty where there is none. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
