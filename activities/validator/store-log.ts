// Keeps a run's output as an artifact, clamped, under a line that says how the run ended.
import type { ArtifactRef } from '../../core/artifact.js';
import { clampMiddle } from '../../core/clamp.js';
import { cleanText } from '../../core/validator/clean-message.js';
import type { TestRun } from '../../core/validator.js';
import type { Artifacts } from '../ledger/ledger.js';

export const LOG_BYTES_MAX = 200_000;

/** `notes` are lines for people that stand above the output. */
export async function storeLog(
  artifacts: Artifacts,
  run: TestRun,
  notes: readonly string[] = [],
): Promise<ArtifactRef> {
  const ended = run.complete ? 'complete' : `incomplete: ${run.problem}`;
  const head = [`test run ${ended}, exit code ${run.exitCode}, ${run.durationMs} ms`, ...notes].join('\n');
  return artifacts.put(clampMiddle(`${head}\n\n${cleanText(run.output)}\n`, LOG_BYTES_MAX));
}
