// What changed in an issue's text, as a patch of a size that fits into a comment. One that was cut would hide what somebody
// is to stand behind.
import { createTwoFilesPatch } from 'diff';
import { isFailure } from '../../activities/failure.js';
import type { Artifacts } from '../../activities/ledger/ledger.js';
import { utf8Bytes } from '../../core/clamp.js';

const BYTES_MAX = 12_000;
/** Two long texts with nothing in common would be compared for minutes. */
const COMPARE_MS_MAX = 500;

/** Null where it cannot be told, or not in full. */
export async function textDifference(artifacts: Artifacts, pinnedSha256: string, now: string): Promise<string | null> {
  const pinned = await pinnedText(artifacts, pinnedSha256);
  if (pinned === null) return null;
  const patch = createTwoFilesPatch('worked on', 'now', pinned, now, undefined, undefined, {
    context: 2,
    timeout: COMPARE_MS_MAX,
  });
  const shown = patch?.replace(/^=+\n/, '') ?? null;
  return shown === null || utf8Bytes(shown) > BYTES_MAX ? null : shown;
}

/** Stored by the start under its own hash, unless something had to be taken out of it. */
async function pinnedText(artifacts: Artifacts, sha256: string): Promise<string | null> {
  try {
    return await artifacts.get({ sha256 });
  } catch (error) {
    if (isFailure(error, 'MissingArtifact')) return null;
    throw error;
  }
}
