// The checks of a chaos run find what they look for: each is shown a night in which it happened.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { EndOfRun } from '../../../cli/runs/end-of-run.js';
import { NO_USAGE } from '../../../core/price.js';
import type { AccountLine } from '../../../scripts/chaos/account.js';
import { checkEnds } from '../../../scripts/chaos/checks/check-ends.js';
import { checkJournal } from '../../../scripts/chaos/checks/check-journal.js';
import { checkLeftovers } from '../../../scripts/chaos/checks/check-leftovers.js';
import { checkMoney } from '../../../scripts/chaos/checks/check-money.js';
import { longestGapMs } from '../../../scripts/chaos/checks/histories.js';
import { specsOf } from '../../../scripts/chaos/specs.js';
import { aReceipt, aSpecInput } from '../../doubles/records.js';

const ID = aReceipt().deliverId;
const ATTEMPT = 'add-a-thing.1/whole/1';
const KEY = `${ID}/1/whole/1/turn-1`;

let folder: string;
let file: string;
let ledger: Ledger;
let violations: string[];
const broken = (name: string, what: string) => violations.push(`${name}: ${what}`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-checks-'));
  file = join(folder, 'ledger.db');
  ledger = await createLedger({ file });
  violations = [];
});
afterEach(async () => {
  await ledger.close();
  await rm(folder, { recursive: true });
});

function request(change: Partial<AccountLine> = {}): AccountLine {
  return {
    ...{ atMs: 0, run: 'add-a-thing.1', attempt: ATTEMPT, purpose: 'build', turn: 0, model: 'chaos-small' },
    ...{ requestSha256: 'r', fault: 'none', status: 200, billed: true },
    ...{ inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 100 },
    ...change,
  };
}

/** One attempt at the call, begun at the one time and recorded at the other. */
async function attempt(startedAtMs: number, endedAtMs: number | null, chargedMicroUsd = 0): Promise<void> {
  const call = {
    key: KEY,
    requestHash: 'h',
    model: 'chaos/small',
    purpose: 'build' as const,
    worstMicroUsd: 50_000,
    worstTokens: 0,
  };
  const row = await ledger.journal.start({ ...call, startedAtMs });
  if (endedAtMs === null) return;
  const answer = await ledger.artifacts.put(`answer of ${startedAtMs}`);
  await ledger.journal.settle(row, { usage: NO_USAGE, chargedMicroUsd, doubt: null, answer, endedAtMs });
}

describe('the check of the journal', () => {
  beforeEach(() => ledger.specs.record(aSpecInput()));

  test('is content with an attempt that overlaps the one that was recorded', async () => {
    await attempt(100, 200);
    await attempt(150, 300);
    checkJournal(file, [request(), request()], broken);
    expect(violations).toEqual([]);
  });

  test('finds an answer that was bought again after it had been recorded', async () => {
    await attempt(100, 200);
    await attempt(250, null);
    checkJournal(file, [request(), request()], broken);
    expect(violations).toEqual([expect.stringContaining('bought again: ')]);
  });

  test('finds a request that nobody wrote down', async () => {
    await attempt(100, 200);
    checkJournal(file, [request(), request()], broken);
    expect(violations).toEqual([`journal: 2 requests for ${ATTEMPT}, and 1 rows`]);
  });
});

describe('the check of the money', () => {
  const [spec] = specsOf(1, 1).map((one) => ({ ...one, slug: 'add-a-thing' }));

  async function check(change: Partial<ReturnType<typeof aReceipt>>, account: AccountLine[]): Promise<string[]> {
    const receipt = { ...aReceipt(), ...change };
    await ledger.specs.record(aSpecInput());
    await attempt(1, 2, aReceipt().spentMicroUsd);
    const stored = await ledger.artifacts.put(JSON.stringify(receipt));
    await ledger.specs.close(receipt, stored, stored);
    const end = { workflowId: ID, generation: 1, outcome: 'delivered' } as EndOfRun;
    await checkMoney(ledger, spec ? [{ spec, end, raised: false, errors: [] }] : [], account, broken);
    return violations.map((violation) => violation.split(':')[0] ?? '');
  }

  test('is content with books that hold at least what was billed', async () => {
    expect(await check({}, [request()])).toEqual([]);
  });

  test.each<[string, Partial<ReturnType<typeof aReceipt>>, AccountLine[], string[]]>([
    ['parts that do not add up', { candidates: [] }, [], ['receipt']],
    ['more billed than is on the receipt', {}, [request({ inputTokens: 100_000 })], ['account']],
    ['more billed than the cap', { budgetMicroUsd: 40_000 }, [request({ inputTokens: 45_000 })], ['cap', 'account']],
  ])('finds %s', async (_what, change, account, found) => {
    expect(await check(change, account)).toEqual(found);
  });
});

describe('the check of leftovers', () => {
  const places = () => ({
    dir: folder,
    home: homeIn({ state: join(folder, 'state'), cache: join(folder, 'cache'), config: '' }),
    env: { TMPDIR: join(folder, 'tmp') },
    repositories: [join(folder, 'repository')],
  });

  test('finds worktrees, folders, locks and processes, each by its name', async () => {
    for (const path of ['cache/worktrees/id/one', 'cache/kept-worktrees/id/two', 'tmp/nightshift-run-three']) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    for (const path of ['state/stores/id.git/refs', 'state/stores/.making-four', 'repository/.git/refs']) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    writeFileSync(join(folder, 'state/stores/id.git/refs/a.lock'), '');
    writeFileSync(join(folder, 'repository/.git/index.lock'), '');
    const orphan = spawn('sleep', ['60'], { env: { NIGHTSHIFT_HOME: folder, PATH: process.env['PATH'] } });
    try {
      await checkLeftovers(places(), broken, 0);
    } finally {
      orphan.kill('SIGKILL');
    }
    expect(violations.map((violation) => violation.split(':')[0]).sort()).toEqual(
      [
        'orphan process',
        'worktree',
        'worktree',
        'temporary folder',
        'half-made store',
        'lock file',
        'lock file',
      ].sort(),
    );
  });
});

test('a run that was given up, one that failed and one that is open are each a violation', () => {
  const [spec] = specsOf(1, 1);
  if (!spec) throw new Error('there is no spec');
  const failed = { outcome: 'failed', summary: 'why' } as EndOfRun;
  const works = [null, failed].map((end) => ({ spec, end, raised: false, errors: [] }));
  const open = { workflowId: ID, type: 'deliver', open: true, timesMs: [] };
  expect(checkEnds(works, [open], broken)).toEqual({ givenUp: 1, failed: 1 });
  expect(violations).toHaveLength(3);
});

test('the longest gap counts what a try did and what its provider saw as progress', () => {
  const deliver = { workflowId: ID, type: 'deliver', open: false, timesMs: [0, 10_000] };
  const candidate = { workflowId: `${ID}/1/whole/1`, type: 'candidate', open: false, timesMs: [4_000] };
  expect(longestGapMs([deliver, candidate], [request({ atMs: 7_000 })])).toMatchObject({ ms: 4_000, workflowId: ID });
});
