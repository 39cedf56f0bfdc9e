// Matches paths in a repository against globs. Dot files are files like any other here: `.mocharc` decides tests too.
import { Minimatch } from 'minimatch';

/** A function that tells whether any of the globs matches a path relative to the top of the tree. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map((glob) => new Minimatch(glob, { dot: true, nocomment: true, nonegate: true }));
  return (path) => matchers.some((matcher) => matcher.match(path));
}
