// A text as one line for people, with a sign where it was cut.

export function oneLine(text: string, charsMax: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= charsMax ? line : `${line.slice(0, charsMax - 1)}…`;
}
