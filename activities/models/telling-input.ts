// The part of a tool call's input whose own words say best what the call does.

const TELLING_FIELDS = ['command', 'path'];

/** Empty where nothing in it says so. */
export function tellingInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const values = new Map<string, unknown>(Object.entries(input));
  const telling = TELLING_FIELDS.map((field) => values.get(field)).find((value) => typeof value === 'string');
  return typeof telling === 'string' ? telling : '';
}
