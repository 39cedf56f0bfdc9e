// The forms in which a secret value may stand in a text: as it is, and as the encodings make it that texts go through on
// their way. Pure.

const BYTES_PER_GROUP = 3;
const BITS_PER_BYTE = 8;
const BITS_PER_CHAR = 6;
/** A shorter piece of base64 could be anybody's. */
const BASE64_CHARS_MIN = 10;

/** All different. */
export function formsOf(value: string): string[] {
  const percent = encodeURIComponent(value);
  return [
    ...new Set([
      value,
      // A document in a field of another one is escaped twice.
      inJson(value),
      inJson(inJson(value)),
      ...inXml(value),
      percent,
      percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      ...inBase64(value),
    ]),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** `&` and `<` are always escaped; each of the others is where the writer thinks it should be. */
function inXml(text: string): string[] {
  let forms = [text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')];
  for (const [character, code] of [
    ['>', '&gt;'],
    ['"', '&quot;'],
    ["'", '&apos;'],
  ] as const) {
    forms = [...forms, ...forms.map((form) => form.replaceAll(character, code))];
  }
  return forms;
}

/**
 * Base64 of any text that holds the value, such as `user:value` in a header: what stands before it shifts the bits by
 * none, one or two bytes, and the characters in the middle are the value's alone.
 */
function inBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  const cores: string[] = [];
  for (let shift = 0; shift < BYTES_PER_GROUP; shift += 1) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const start = Math.ceil((shift * BITS_PER_BYTE) / BITS_PER_CHAR);
    const end = Math.floor(((shift + bytes.length) * BITS_PER_BYTE) / BITS_PER_CHAR);
    const core = encoded.slice(start, end);
    if (core.length >= BASE64_CHARS_MIN) cores.push(core, core.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return cores;
}
