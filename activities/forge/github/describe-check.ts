// Why a check failed, as far as GitHub tells: what its App says of it, what it notes on lines, and the part of an Actions
// job's log that matters. All of that is said by programs that ran a model's code: it reaches prompts as data.
import type { Octokit } from 'octokit';
import { clampMiddle } from '../../../core/clamp.js';
import { logExcerpt } from '../../../core/pull-request/log-excerpt.js';
import { cleanText } from '../../../core/validator/clean-message.js';
import { at } from './github-hands.js';
import { isStatus } from './is-status.js';
import { readJobLog } from './job-log.js';
import type { Looking } from './look-at-pull-request.js';
import type { CheckRun } from './read-checks.js';

const TEXT_BYTES_MAX = 6_000;
const LOG_BYTES_MAX = 5_000;
const OUTPUT_BYTES_MAX = 2_000;
const ANNOTATIONS_MAX = 20;
/** The App whose checks are jobs. */
export const ACTIONS = 'github-actions';

export async function describeCheck({ octokit, forge }: Looking, run: CheckRun): Promise<string> {
  const { title, summary, text, annotations_count } = run.output;
  const said = [title, summary, text].filter((part) => part !== null && part.trim() !== '').join('\n\n');
  const notes = annotations_count > 0 ? await annotations(octokit, at(forge), run.id) : [];
  const log = run.app?.slug === ACTIONS ? await readJobLog(octokit, forge, run.id) : null;
  const parts = [
    `It ended with "${run.conclusion}".`,
    clampMiddle(cleanText(said), OUTPUT_BYTES_MAX),
    notes.join('\n'),
    log === null ? '' : logExcerpt(log, LOG_BYTES_MAX),
  ];
  return clampMiddle(parts.filter((part) => part !== '').join('\n\n'), TEXT_BYTES_MAX);
}

async function annotations(octokit: Octokit, repository: ReturnType<typeof at>, id: number): Promise<string[]> {
  const asked = { ...repository, check_run_id: id, per_page: ANNOTATIONS_MAX };
  try {
    const { data } = await octokit.rest.checks.listAnnotations(asked);
    const failures = data.filter(({ annotation_level: level }) => level !== 'notice');
    return failures.map(({ path, start_line: line, message }) => `${path}:${line}: ${cleanText(message ?? '')}`);
  } catch (error) {
    // What else is known is enough to go on with.
    if (isStatus(error, 403, 404)) return [];
    throw error;
  }
}
