// Texts for people, such as notes and previews, without the character that PostgreSQL stores in no text.

const NUL = /\0/g;
/** The sign that shows it. */
const SHOWN = '␀';

export function withoutNul(text: string): string {
  return text.replace(NUL, SHOWN);
}
