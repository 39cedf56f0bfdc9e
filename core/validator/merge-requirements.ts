// A list of Python requirements with a candidate's wishes: names of packages with versions. Lines with options, paths or
// addresses could install anything under any name, so those count only where the base has them, too.

/** `name[extra] >= 1, < 2 ; marker`, with or without a comment behind it. */
const PLAIN_REQUIREMENT = /^[A-Za-z0-9][\w.-]*(?:\s*\[[\w\s,.-]*\])?[\s\w.,<>=!~*()+-]*(?:;[^#@/:]*)?(?:\s#.*)?$/;
/** Of a longer one the pattern would have to try too many ways to be read. */
const REQUIREMENT_CHARS_MAX = 500;

/** The candidate's text when all of its new lines are plain, else the base's. */
export function mergeRequirements(base: string, candidate: string): string {
  const known = new Set(base.split('\n').map((line) => line.trim()));
  const isPlain = (line: string) =>
    line === '' ||
    line.startsWith('#') ||
    known.has(line) ||
    (line.length <= REQUIREMENT_CHARS_MAX && PLAIN_REQUIREMENT.test(line));
  return candidate.split('\n').every((line) => isPlain(line.trim())) ? candidate : base;
}
