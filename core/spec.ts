// What was asked, pinned by a hash of its text. The text itself is an artifact.
import type { ArtifactRef } from './artifact.js';

export interface SpecRef {
  title: string;
  /** Lower-case words of the title joined by hyphens, in any script; names the branch and the workflow. */
  slug: string;
  /** SHA-256 of the whole text as it was read. */
  sha256: string;
  /** The body without front matter. */
  body: ArtifactRef;
  /** Where it came from, for people: a file name or an issue's address. */
  source: string;
  /** Acceptance test files given in the spec, `AcceptanceFiles` as JSON; null when it brings none. */
  acceptance: ArtifactRef | null;
  /** Globs of test files of the repository whose failing tests have to pass. Absent: none. */
  acceptancePaths?: string[];
  /** Globs of protected files that this spec's author lets candidates change. Absent: none. */
  mayChange?: string[];
}

/** Acceptance test files by path inside the repository. The JSON behind `SpecRef.acceptance`. */
export type AcceptanceFiles = Record<string, string>;

export const SLUG_CHARS_MAX = 60;
export const SPEC_BYTES_MAX = 262_144;

/** Accents on letters, and what makes a picture of the sign before it. */
const DECORATION = /[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]/g;
const WORD = /(?:[\p{L}\p{N}]\p{M}*)+/gu;

/** The slug of a title. Letters of all scripts stay, so that two titles in any language name two runs. */
export function slugOf(title: string): string {
  const plain = title.normalize('NFKD').replace(DECORATION, '').normalize('NFC').toLowerCase();
  const words = plain.match(WORD) ?? ['spec', ...codePoints(plain)];
  return [...words.join('-')].slice(0, SLUG_CHARS_MAX).join('').replace(/-+$/, '');
}

/** Tells titles without a letter apart, such as those of emoji only. */
function codePoints(text: string): string[] {
  const signs = [...text].filter((sign) => sign.trim() !== '');
  return signs.map((sign) => (sign.codePointAt(0) ?? 0).toString(16));
}
