// A large text or blob, kept in the ledger under its SHA-256. Histories and payloads carry this reference only.

/** Reference to a stored text or blob. `preview` is at most {@link PREVIEW_CHARS_MAX} characters of its beginning, for people. */
export interface ArtifactRef {
  sha256: string;
  bytes: number;
  preview: string;
}

export const PREVIEW_CHARS_MAX = 120;
