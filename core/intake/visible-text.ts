// A text with what a page hides made visible: whoever stands behind a text must have seen all of it.

/** Controls, marks of direction, invisible letters and fillers; line ends and tabs are what they seem. */
const UNSEEN =
  /[^\P{C}\n\t]|\p{Variation_Selector}|\u034f|[\u115f\u1160\u2800\u3164\uffa0\u2028\u2029]|\u17b4|\u17b5/gu;

export function visibleText(text: string): string {
  return text.replace(
    UNSEEN,
    (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

export function countUnseen(text: string): number {
  return text.match(UNSEEN)?.length ?? 0;
}
