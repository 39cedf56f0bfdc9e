const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

const UNITS_SHOWN = 2;

/**
 * Milliseconds as days, hours, minutes and whole seconds: `1d 2h`. Units that are zero are left out.
 * At most `largest` units are shown; the rest is dropped.
 */
export function formatDuration(ms, { largest = UNITS_SHOWN } = {}) {
  if (!Number.isFinite(ms)) throw new TypeError('a duration must be a finite number of milliseconds');
  if (!Number.isInteger(largest) || largest < 1) throw new RangeError('largest must be a whole number of at least 1');
  const parts = unitsOf(Math.abs(ms)).slice(0, largest);
  if (parts.length === 0) return '0s';
  return `${ms < 0 ? '-' : ''}${parts.join(' ')}`;
}

/** The milliseconds of a text such as `1h 30m`. */
export function parseDuration(text) {
  const words = text.trim().split(/\s+/);
  return words.reduce((ms, word) => ms + millisecondsOf(word), 0);
}

function unitsOf(ms) {
  const parts = [];
  let rest = ms;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts;
}

function millisecondsOf(word) {
  const match = /^(\d+)([dhms])$/.exec(word);
  if (!match) throw new SyntaxError(`not a duration: "${word}"`);
  const [, count, unit] = match;
  return Number(count) * new Map(UNITS).get(unit);
}
