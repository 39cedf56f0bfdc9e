// Which protected paths a person may open to candidates: a path inside the repository, or a glob of such.

export const OPENED_PATHS_MAX = 50;
const OPENED_CHARS_MAX = 500;
const INSIDE = /^(?![/!#])(?!.*(?:^|\/)\.\.(?:\/|$))[^\s\\][^\\]*$/;
/** One that could match everything would open the judge itself. */
const MATCHES_ALL = /^[*/{},]*$/;

export function isOpenedPath(glob: string): boolean {
  return glob.length <= OPENED_CHARS_MAX && INSIDE.test(glob) && !MATCHES_ALL.test(glob);
}
