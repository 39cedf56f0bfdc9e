// What people may have meant by a name that is none.
import leven from 'leven';

const SUGGESTIONS_MAX = 3;
/** Letters that may be wrong in a name: a share of it, and never so many that any short name would do. */
const TYPO_SHARE = 0.25;
const TYPO_MAX = 4;
const PART_CHARS_MIN = 4;

/** The known names nearest to what was typed, the nearest first; part of a name counts as near. */
export function nearestNames(typed: string, known: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const far = Math.min(TYPO_MAX, Math.ceil(wanted.length * TYPO_SHARE));
  const near = known.flatMap((name) => {
    const candidate = name.toLowerCase();
    const distance = leven(wanted, candidate);
    const part = wanted.length >= PART_CHARS_MIN && (candidate.includes(wanted) || wanted.includes(candidate));
    return distance <= far || part ? [{ name, distance }] : [];
  });
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, SUGGESTIONS_MAX).map(({ name }) => name);
}

/** The end of a sentence, such as `; did you mean a or b?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`;
}
