// The log of an Actions job. GitHub keeps it elsewhere and sends there with an address that is a key by itself: it is
// fetched without our token, and named nowhere.
import type { Octokit } from 'octokit';
import type { ForgeRepository } from '../../../core/repository.js';
import { cancellationSignalIfAny } from '../../cancellation-signal.js';
import { wireCutIn } from './forge-trouble.js';
import { at } from './github-hands.js';
import { isStatus } from './is-status.js';

const TIMEOUT_MS = 30_000;
/** An error stands near the end of the step that failed; no more of a log is read than this. */
const BYTES_MAX = 16_000_000;

/** Null where there is none (any more), or none that we may read. */
export async function readJobLog(octokit: Octokit, repository: ForgeRepository, jobId: number): Promise<string | null> {
  try {
    const { data } = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...at(repository), job_id: jobId });
    return typeof data === 'string' ? data : null;
  } catch (error) {
    const location = wireCutIn(error)?.location ?? null;
    if (location !== null) return readElsewhere(location);
    if (isStatus(error, 403, 404, 410)) return null;
    throw error;
  }
}

/** What else is known of the check is enough to go on with. */
async function readElsewhere(location: string): Promise<string | null> {
  const cancelled = cancellationSignalIfAny();
  const slow = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const signal = cancelled ? AbortSignal.any([slow, cancelled]) : slow;
    const response = await fetch(location, { signal, redirect: 'error' });
    if (!response.ok) return null;
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      text += decoder.decode(chunk, { stream: true });
      if (bytes > BYTES_MAX) break;
    }
    return text;
  } catch {
    cancelled?.throwIfAborted();
    return null;
  }
}
