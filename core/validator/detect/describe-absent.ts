// Files that a checkout of the repository has elsewhere and the sandbox has not: content of submodules and of Git LFS lies
// outside of the commit that a run is pinned to, and git is never asked to fetch it.
import type { RepositoryFacts } from './repository-facts.js';

export function describeAbsentFiles({ files, texts }: RepositoryFacts): string[] {
  const submodules = files.includes('.gitmodules') ? ['.gitmodules: folders of submodules are empty in a run'] : [];
  const large = /^(?!\s*#).*\bfilter=lfs\b/m.test(texts['.gitattributes'] ?? '');
  const lfs = large ? ['.gitattributes: files kept by Git LFS are pointers in a run'] : [];
  return [...submodules, ...lfs].map((what) => `${what}; tests that need them fail on the base and decide nothing`);
}
