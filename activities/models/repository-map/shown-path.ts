// A path as a prompt shows it: in one line, whatever a repository calls its files.

const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\\uFFFD]/u;

/** As it is, or as JSON writes it where it holds characters that would break or hide a part of the line. */
export function shownPath(path: string): string {
  if (!ODD.test(path)) return path;
  return JSON.stringify(path).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, hexadecimal);
}

function hexadecimal(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}
