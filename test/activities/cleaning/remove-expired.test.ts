import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Cleaned } from '../../../activities/cleaning/cleaned.js';
import { type Home, homeIn } from '../../../activities/home.js';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { localDeliverId } from '../../../core/repository.js';
import type { SpecRef } from '../../../core/spec.js';
import { cleanDaily, cleanHome } from '../../../workers/clean-home.js';
import {
  git,
  type Opened,
  opened,
  snapshotOf,
  storeOf,
  temporaryFolder,
  userRepository,
  write,
} from '../workspace/repositories.js';

const DAY_MS = 24 * 60 * 60_000;
const CONFIG = { retention: {}, dependencyCacheBytesMax: null };

let home: Home;
let ledger: Ledger;
let house: Opened;
let temporary: string;

beforeEach(async () => {
  const state = temporaryFolder();
  temporary = temporaryFolder();
  home = homeIn({ state, cache: temporaryFolder(), config: join(state, 'config.yml') });
  ledger = await createLedger({ file: home.ledger });
  const workspace = createWorkspace({ home });
  house = { ...(await opened(userRepository(), state)), workspace };
});
afterEach(() => ledger.close());

interface StoredRun {
  run: string;
  commit: string;
  kept: string;
}

/** A run with one candidate, a kept worktree and a text. */
async function runOf(run: string): Promise<StoredRun> {
  const { repository, workspace, base } = house;
  await workspace.open(repository, run);
  const worktree = await workspace.keptWorktree(repository, `${run}/whole/1`, base);
  write(worktree.dir, { 'src/new.js': `// ${run}\n${'x'.repeat(100_000)}` });
  const { commit } = await workspace.snapshot({
    repository,
    worktree,
    parent: base,
    message: 'A try\n',
    authorName: 'vendor/small',
    committedAtMs: Date.now(),
    ref: `refs/nightshift/${run}/whole/1`,
  });
  const body = await ledger.artifacts.put(`the spec of ${run}`);
  const slug = run.split('.')[0] ?? run;
  const spec: SpecRef = { title: run, slug, sha256: body.sha256, body, source: 'SPEC.md', acceptance: null };
  const deliverId = localDeliverId(repository, slug);
  await ledger.specs.record({
    deliverId,
    generation: 1,
    run,
    spec,
    repository,
    budgetMicroUsd: 1,
    startedAtMs: Date.now(),
  });
  return { run, commit, kept: worktree.dir };
}

async function end({ run }: StoredRun): Promise<void> {
  await ledger.upkeep.closeLost(localDeliverId(house.repository, run.split('.')[0] ?? ''), 1, Date.now());
}

/** What other tests leave on this machine meanwhile is no matter of these. */
async function clean(daysLater: number, dryRun = false): Promise<Cleaned[]> {
  const mode = { nowMs: Date.now() + daysLater * DAY_MS, dryRun };
  const cleaned = await cleanHome({ home, ledger, config: CONFIG, mode, temporary, say: () => undefined });
  return cleaned.filter(({ kind }) => kind !== 'controlGroups');
}

function refs(): string[] {
  return git(storeOf(house), 'for-each-ref', '--format=%(refname)', 'refs/nightshift').split('\n').filter(Boolean);
}

describe('a cleaning', () => {
  it('takes from an ended run what its retention no longer keeps, and nothing from one that goes on', async () => {
    const over = await runOf('over.1');
    const paused = await runOf('paused.1');
    await end(over);

    expect(await clean(1)).toEqual([{ kind: 'endedWorktrees', count: 1, bytes: expect.any(Number) }]);
    expect([existsSync(over.kept), existsSync(paused.kept)]).toEqual([false, true]);
    expect(refs()).toContain('refs/nightshift/over.1/whole/1');

    const later = await clean(200);
    expect(later).toContainEqual({ kind: 'runs', count: 1, bytes: expect.any(Number) });
    expect(refs().filter((ref) => ref.includes('over.1'))).toEqual([]);

    const elsewhere = createWorkspace({ home: { ...home, cache: temporaryFolder() } });
    const tree = await elsewhere.addWorktree(house.repository, paused.commit);
    expect(existsSync(join(tree.dir, 'src/new.js'))).toBe(true);
    expect(existsSync(paused.kept)).toBe(true);
    const { texts } = await ledger.upkeep.oldTexts(Date.now() + DAY_MS);
    expect(texts).toBe(2);
    await end(paused);
    await clean(200);
    expect(refs().filter((ref) => /over|paused/.test(ref))).toEqual([]);
  });

  it('says beforehand what it would remove, and removes nothing then', async () => {
    const over = await runOf('over.1');
    await end(over);
    const told = await clean(200, true);
    expect(told.map(({ kind, count }) => [kind, count])).toEqual([
      ['endedWorktrees', 1],
      ['runs', 1],
      ['texts', 1],
    ]);
    expect(existsSync(over.kept)).toBe(true);
    const removed = await clean(200);
    expect(removed.map(({ kind, count }) => [kind, count])).toEqual(told.map(({ kind, count }) => [kind, count]));
    expect(await clean(200)).toEqual([]);
  });

  it('may be done twice at once', async () => {
    const over = await runOf('over.1');
    await end(over);
    const both = await Promise.all([clean(200), clean(200)]);
    expect(both.flat().filter(({ kind }) => kind === 'runs')).toHaveLength(1);
    expect(await ledger.upkeep.problems()).toEqual([]);
  });

  it('leaves a worktree alone in which this process works, and its candidate can be stored afterwards', async () => {
    const worktree = await house.workspace.addWorktree(house.repository, house.base);
    await clean(1);
    write(worktree.dir, { 'src/late.js': 'late\n' });
    expect((await snapshotOf(house, worktree)).changed).toBe(true);
  });

  it('happens by itself once a day, and not while another is at work', async () => {
    const mode = { nowMs: Date.now(), dryRun: false };
    const daily = () => cleanDaily({ home, ledger, config: CONFIG, mode, temporary, say: () => undefined });
    expect(await daily()).not.toBeNull();
    expect(await daily()).toBeNull();
  });
});
