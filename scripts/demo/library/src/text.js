/** The text cut to at most `width` characters, ending in `…` when something was cut. */
export function truncate(text, width) {
  requireWidth(width);
  if (text.length <= width) return text;
  return `${text.slice(0, width - 1).trimEnd()}…`;
}

/** A count with its noun: `1 file`, `2 files`. Give the plural when it is not the singular with an `s`. */
export function pluralize(count, singular, plural = `${singular}s`) {
  return `${count} ${count === 1 ? singular : plural}`;
}

function requireWidth(width) {
  if (!Number.isInteger(width) || width < 1) throw new RangeError('the width must be a whole number of at least 1');
}
