// A base with acceptance tests that a model could have written: they go through the same check as a model's.
import { appendMessage } from '../../activities/conversation.js';
import { checkTests } from '../../activities/validator/check-tests.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import { BENCH_SANDBOX, type BenchHands } from './bench-hands.js';
import type { Based } from './judged-repository.js';

/** None is held out: that decides what a generator is told, and not what passes. */
const HOLDOUT = 0;

/** The plain base where the tests are not accepted, as a spec goes on without them then. */
export async function baseOnWritten(
  { hands, signal }: BenchHands,
  plain: Based,
  files: AcceptanceFiles,
): Promise<Based> {
  const { artifacts } = hands.ledger;
  const authored = {
    files: await artifacts.put(JSON.stringify(files)),
    conversation: await appendMessage(artifacts, null, { role: 'assistant', content: 'The tests are written.' }),
  };
  const { repository, base: commit, plan: validator, baseline } = plain;
  const input = { repository, commit, validator, baseline: baseline.results, authored, holdout: HOLDOUT };
  const checked = await checkTests(hands, { ...input, sandbox: BENCH_SANDBOX }, signal);
  if (checked.ok) return { ...plain, acceptance: checked.visible, baseline: { ...baseline, results: checked.results } };
  console.error(`${repository.name}: the tests from the spec are not accepted: ${checked.problems.join(' ')}`);
  return plain;
}
