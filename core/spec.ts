// What was asked, pinned by a hash of its text. The text itself is an artifact.
import type { ArtifactRef } from './artifact.js';

export interface SpecRef {
  title: string;
  /** Lower-case words of the title joined by hyphens; names the branch and the workflow. */
  slug: string;
  /** SHA-256 of the whole text as it was read. */
  sha256: string;
  /** The body without front matter. */
  body: ArtifactRef;
  /** Where it came from, for people: a file name or an issue's address. */
  source: string;
  /** Acceptance test files given in the spec, `AcceptanceFiles` as JSON; null when it brings none. */
  acceptance: ArtifactRef | null;
}

/** Acceptance test files by path inside the repository. The JSON behind `SpecRef.acceptance`. */
export type AcceptanceFiles = Record<string, string>;

export const SLUG_CHARS_MAX = 60;
export const SPEC_BYTES_MAX = 262_144;

/** The slug of a title; `spec` when no letter or digit is left. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, SLUG_CHARS_MAX)
    .replace(/-+$/, '');
  return slug || 'spec';
}
