// Compares dotted version numbers.

/** True when `version` is `minimum` or newer. A part that is missing counts as 0, and so does one that is no number. */
export function atLeast(version: string, minimum: string): boolean {
  const have = parts(version);
  const want = parts(minimum);
  for (const [index, wanted] of want.entries()) {
    const had = have[index] ?? 0;
    if (had !== wanted) return had > wanted;
  }
  return true;
}

function parts(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
