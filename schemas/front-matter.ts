// The front matter of a spec: a few keys of ours among those that other tools may have put there.
import { closestMatch } from 'leven';
import { z } from 'zod';
import { isOpenedPath, OPENED_PATHS_MAX } from '../core/opened-paths.js';

export interface FrontMatter {
  title: string | null;
  acceptancePaths: string[];
  mayChange: string[];
  /** Keys that nothing acts on. */
  ignoredKeys: string[];
}

export const NO_FRONT_MATTER: FrontMatter = { title: null, acceptancePaths: [], mayChange: [], ignoredKeys: [] };

const KEYS = ['title', 'acceptance', 'mayChange'] as const;
const TYPO_DISTANCE_MAX = 2;
const paths = z.array(z.string().refine(isOpenedPath)).max(OPENED_PATHS_MAX).default([]);
const titleKey = z.looseObject({ title: z.string().trim().min(1).optional() });
const mayChangeKey = z.looseObject({ mayChange: paths });
const acceptanceKey = z.looseObject({ acceptance: paths });

/** The problem is the end of a sentence that begins with the spec's name. */
export function readFrontMatter(written: unknown): FrontMatter | { problem: string } {
  const keys = titleKey.safeParse(written);
  if (!keys.success) return { problem: 'has front matter whose title is not a text; use "title: What to do"' };
  const opened = mayChangeKey.safeParse(written);
  if (!opened.success) {
    return {
      problem: 'has a mayChange that is no list of paths in the repository; use "mayChange: [test/old.test.js]"',
    };
  }
  const named = acceptanceKey.safeParse(written);
  if (!named.success) {
    return {
      problem:
        'has an acceptance that is no list of test files in the repository; use "acceptance: [test/pending.test.js]"',
    };
  }
  const ignoredKeys = Object.keys(keys.data).filter((key) => !KEYS.some((known) => known === key));
  const slip = ignoredKeys.find((key) => meant(key) !== undefined);
  if (slip !== undefined) return { problem: `has "${slip}" in its front matter; did you mean "${meant(slip)}"?` };
  const { title = null } = keys.data;
  return { title, acceptancePaths: named.data.acceptance, mayChange: opened.data.mayChange, ignoredKeys };
}

/** A slip would be ignored in silence, and a night's work with it. */
function meant(key: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const match = closestMatch(plain(key), KEYS.map(plain), { maxDistance: TYPO_DISTANCE_MAX });
  return KEYS.find((known) => plain(known) === match);
}
