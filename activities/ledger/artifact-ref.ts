// Puts an artifact's reference together from joined columns, which are null together when there is no artifact.
import type { ArtifactRef } from '../../core/artifact.js';

export function artifactRef(sha256: string | null, bytes: number | null, preview: string | null): ArtifactRef | null {
  if (sha256 === null || bytes === null || preview === null) return null;
  return { sha256, bytes, preview };
}
