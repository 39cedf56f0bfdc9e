// A process that works on a disk until it is full, and again once there is room: for the tests of what a full disk costs.
// It says what happened as one line of JSON. Usage: full-disk FOLDER REPOSITORY CACHE; FOLDER is a disk of its own.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { homeIn } from '../../activities/home.js';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { findRepository } from '../../activities/workspace/find-repository.js';

const [folder = '', user = '', cache = ''] = process.argv.slice(2);
const filler = join(folder, 'filler');
const usage = { inputTokens: 3, cachedInputTokens: 2, cacheWriteTokens: 1, outputTokens: 4 };
const LARGE_BYTES = 600_000;

process.stdout.write(`${JSON.stringify({ store: await onStore(), ledger: await onLedger() })}\n`);

async function onStore(): Promise<Record<string, unknown>> {
  const home = homeIn({ state: folder, cache, config: join(folder, 'config.yml') });
  const repository = await findRepository(user);
  const workspace = createWorkspace({ home });
  const { baseCommit } = await workspace.open(repository, 'run.1');
  const worktree = await workspace.addWorktree(repository, baseCommit);
  writeFileSync(join(worktree.dir, 'large'), randomBytes(LARGE_BYTES));
  const input = { repository, worktree, parent: baseCommit, message: 'm', authorName: 'a/b', committedAtMs: 0 };
  const store = () => workspace.snapshot({ ...input, ref: 'refs/nightshift/run.1/whole/1' });
  fillUp();
  const failed = await thrownBy(store);
  rmSync(filler);
  const { commit } = await store();
  return { failed, files: await workspace.listFiles(repository, commit) };
}

async function onLedger(): Promise<Record<string, unknown>> {
  const ledger = await createLedger({ file: join(folder, 'ledger.db') });
  const call = {
    key: 'run.1/1',
    requestHash: 'h',
    model: 'm',
    purpose: 'build' as const,
    worstMicroUsd: 9,
    worstTokens: 9,
    startedAtMs: 0,
  };
  const row = await ledger.journal.start(call);
  fillUp();
  const answer = randomBytes(LARGE_BYTES).toString('base64');
  const settle = async () =>
    ledger.journal.settle(row, {
      usage,
      chargedMicroUsd: 7,
      answer: await ledger.artifacts.put(answer),
      endedAtMs: 0,
    });
  const failed = await thrownBy(settle);
  const booked = await ledger.journal.chargedUnder('run.1');
  rmSync(filler);
  await settle();
  const after = await ledger.journal.chargedUnder('run.1');
  const problems = await ledger.upkeep.problems();
  await ledger.close();
  return { failed, worstWhileFull: booked.chargedMicroUsd, booked: after.chargedMicroUsd, problems };
}

function fillUp(): void {
  const file = openSync(filler, 'w');
  const zeros = Buffer.alloc(4_096);
  try {
    for (;;) writeSync(file, zeros);
  } catch {
    closeSync(file);
  }
}

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    const { type, nonRetryable, message } = error as { type?: string; nonRetryable?: boolean; message?: string };
    return { type, nonRetryable, message };
  }
}
