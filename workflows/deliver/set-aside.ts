// When nothing passed: written tests that candidates of two families all failed are set aside, and the best candidate
// that fails nothing else is judged again without them. Whatever comes of it, the receipt names them.
import type { CandidateRecord } from '../../core/candidate.js';
import { shortKey } from '../../core/journal-key.js';
import { failsNothingElse, type JudgedTry, quarantined } from '../../core/validator/quarantine.js';
import { ledger } from '../hands.js';
import { summary } from '../summary.js';
import type { TryContext } from './plan-try.js';
import type { Run } from './run.js';
import { judgeCommit } from './run-try.js';
import { show } from './show.js';

/** The commit that passed without them; null when there is none. */
export async function withoutDoubtedTests(context: TryContext): Promise<string | null> {
  const { run, start, tried } = context;
  const { written } = run;
  if (!written || !start.judgeAcceptance) return null;
  const records = [...tried.values()];
  const setAside = quarantined(records.flatMap((record) => judgedTry(run, record)));
  if (setAside.length === 0) return null;
  written.setAside = setAside;
  run.notes.push(
    `Set aside, since candidates of two families all failed them: ${setAside.join('; ')}. Look at them: either they ` +
      'ask for more than the spec does, or the result does less.',
  );
  for (const record of bestFirst(records)) {
    if (!record.verdict || !failsNothingElse(record.verdict, setAside)) continue;
    show(run, `judging ${shortKey(record.key)} again without tests that are set aside`);
    record.verdict = await judgeCommit(context, record.key, record.commit, 'again, without tests that are set aside');
    await ledger.recordCandidate.executeWithOptions({ summary: summary(`Record ${shortKey(record.key)} again`) }, [
      { deliverId: run.deliverId, generation: run.input.generation, candidate: record },
    ]);
    if (record.verdict.passed) return record.verdict.judgedCommit;
  }
  return null;
}

function judgedTry(run: Run, { generator, verdict }: CandidateRecord): JudgedTry[] {
  const family = run.input.terms.portfolio.find(({ name }) => name === generator)?.family;
  return verdict && family !== undefined ? [{ family, verdict }] : [];
}

function bestFirst(records: readonly CandidateRecord[]): CandidateRecord[] {
  return [...records].sort((a, b) => (b.verdict?.score ?? 0) - (a.verdict?.score ?? 0));
}
