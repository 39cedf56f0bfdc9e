import { expect, test } from '@jest/globals';
import { createLedgerActivities } from '../../../activities/ledger/ledger-activities.js';
import type { RecordSpecInput } from '../../../core/activities.js';
import type { CandidateRecord } from '../../../core/candidate.js';
import { NO_USAGE } from '../../../core/price.js';
import type { Receipt } from '../../../core/receipt.js';
import { renderReceipt } from '../../../core/render-receipt.js';
import type { Verdict } from '../../../core/validator.js';
import { onBothDatabases } from './temporary-ledger.js';

const REPOSITORY = { url: '/home/somebody/shop', id: 'abc123', name: 'shop' };
const DELIVER_ID = 'deliver/local/abc123/add-a-cart';
const EMPTY = { sha256: 'e3b0', bytes: 0, preview: '' };

function asked(changes: Partial<RecordSpecInput> = {}): RecordSpecInput {
  return {
    deliverId: DELIVER_ID,
    generation: 1,
    run: 'add-a-cart.1',
    spec: { title: 'Add a cart', slug: 'add-a-cart', sha256: '5bec', body: EMPTY, source: 'SPEC.md', acceptance: null },
    repository: REPOSITORY,
    budgetMicroUsd: 5_000_000,
    startedAtMs: 1_000,
    ...changes,
  };
}

const VERDICT: Verdict = {
  passed: true,
  reason: 'passed',
  score: 1,
  findings: EMPTY,
  findingCount: 0,
  firstFinding: '',
  counts: { total: 3, passed: 3, failed: 0, skipped: 0 },
  acceptancePassed: 1,
  acceptanceTotal: 1,
  tampered: [],
  judgedCommit: 'c0ffee',
  log: null,
  durationMs: 20,
  cached: false,
};

const CANDIDATE: CandidateRecord = {
  key: 'add-a-cart.1/whole/1',
  taskId: 'whole',
  generator: 'scripted/small',
  move: 'generate',
  parent: null,
  end: 'finished',
  note: '',
  commit: 'c0ffee',
  turns: 3,
  usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
  chargedMicroUsd: 42,
  durationMs: 900,
  verdict: VERDICT,
};

const RECEIPT: Receipt = {
  version: 1,
  deliverId: DELIVER_ID,
  generation: 1,
  uiUrl: null,
  outcome: 'delivered',
  summary: 'One task, delivered.',
  title: 'Add a cart',
  source: 'SPEC.md',
  specSha256: '5bec',
  repository: REPOSITORY,
  baseCommit: 'ba5e',
  baseBranch: 'main',
  dirty: false,
  plan: null,
  whole: null,
  candidates: [CANDIDATE],
  overheadCalls: [],
  budgetMicroUsd: 6_000_000,
  spentMicroUsd: 42,
  usage: CANDIDATE.usage,
  testCommand: 'npm test',
  sandbox: 'bubblewrap',
  sandboxFacts: { kind: 'bubblewrap', memoryLimit: 'controlGroup', weaknesses: [] },
  scripted: true,
  notes: [],
  branch: 'nightshift/add-a-cart',
  commit: 'c0ffee',
  startedAtMs: 1_000,
  endedAtMs: 9_000,
};

onBothDatabases('the book of specs', (newPlace) => {
  const openLedger = async () => (await newPlace()).open();

  test('lists generations of a spec and recent specs, the newest first', async () => {
    const { specs } = await openLedger();
    await specs.record(asked());
    await specs.record(asked({ generation: 2, startedAtMs: 3_000 }));
    await specs.record(asked({ deliverId: 'deliver/local/abc123/other', startedAtMs: 2_000 }));
    expect((await specs.generations(DELIVER_ID)).map((row) => row.generation)).toEqual([2, 1]);
    expect((await specs.recent(2)).map((row) => row.startedAtMs)).toEqual([3_000, 2_000]);
    expect(await specs.generations('unknown')).toEqual([]);
  });

  test('closes a spec with its receipt in Markdown and in JSON, once, however often it is told', async () => {
    const ledger = await openLedger();
    const activities = createLedgerActivities({ ledger });
    await activities.recordSpec(asked());
    const markdown = await activities.writeReceipt({ receipt: RECEIPT });
    expect(await activities.writeReceipt({ receipt: RECEIPT })).toEqual(markdown);
    // A late repeat of the first activity must not open the row again.
    await activities.recordSpec(asked());
    const [row] = await ledger.specs.generations(DELIVER_ID);
    expect(row).toMatchObject({
      outcome: 'delivered',
      branch: 'nightshift/add-a-cart',
      commit: 'c0ffee',
      budgetMicroUsd: 6_000_000,
      spentMicroUsd: 42,
      startedAtMs: 1_000,
      endedAtMs: 9_000,
      receiptMarkdown: markdown,
    });
    expect(await ledger.artifacts.get(markdown)).toBe(renderReceipt(RECEIPT));
    expect(JSON.parse(await ledger.artifacts.get(row?.receiptJson ?? EMPTY))).toEqual(RECEIPT);
  });

  test('refuses to close a spec that was never recorded', async () => {
    const activities = createLedgerActivities({ ledger: await openLedger() });
    await expect(activities.writeReceipt({ receipt: RECEIPT })).rejects.toMatchObject({ type: 'Unexpected' });
  });

  test('keeps one row for a candidate, and its verdict through a late repeat from before the judging', async () => {
    const place = await newPlace();
    const activities = createLedgerActivities({ ledger: await place.open() });
    const run = { deliverId: DELIVER_ID, generation: 1 };
    await activities.recordCandidate({ ...run, candidate: { ...CANDIDATE, verdict: null } });
    await activities.recordCandidate({ ...run, candidate: CANDIDATE });
    await activities.recordCandidate({ ...run, candidate: { ...CANDIDATE, verdict: null } });
    await activities.recordCandidate({ deliverId: DELIVER_ID, generation: 2, candidate: CANDIDATE });
    const rows = await place.query(
      'select generation, passed, score, cast(charged_micro_usd as integer) as charged_micro_usd, verdict_json ' +
        'from candidates order by generation',
    );
    const columns = { passed: 1, score: 1, charged_micro_usd: 42, verdict_json: JSON.stringify(VERDICT) };
    expect(rows).toEqual([
      { generation: 1, ...columns },
      { generation: 2, ...columns },
    ]);
  });
});

onBothDatabases('the verdicts', (newPlace) => {
  test('are found again by their key and say that they were', async () => {
    const { artifacts, verdicts } = await (await newPlace()).open();
    expect(await verdicts.get('tree/tests')).toBeNull();
    const verdict = { ...VERDICT, findings: await artifacts.put('[]') };
    await verdicts.put('tree/tests', verdict);
    await verdicts.put('tree/tests', { ...verdict, passed: false });
    expect(await verdicts.get('tree/tests')).toEqual({ ...verdict, cached: true });
  });
});
