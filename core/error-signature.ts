// What makes two failures the same for whoever reads them: the end of their output without what differs from run to run.

/** The end of an output says how it failed. */
const TAIL_CHARS = 2_000;

/** The same text for the same failure: numbers, addresses, times and spaces are left out of the comparison. */
export function errorText(output: string): string {
  return output
    .slice(-TAIL_CHARS)
    .replace(/0x[0-9a-f]+|\b[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}
