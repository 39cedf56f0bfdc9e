// What is left after kill -9, and that no cleaning takes from a run what it needs to go on.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import {
  boughtTwice,
  killHard,
  type Night,
  receiptOf,
  runsInSandbox,
  startNight,
  until,
  untilTestRun,
} from './night.js';

/** For a night with up to four starts; it has room for a machine that does much else. */
const TIMEOUT_MS = 480_000;

const LATENCY_MS = 400;
const DELIVERED = { exitCode: 0, outcome: 'delivered' };

let night: Night;

/** Folders two levels below one of the cache's, as worktrees lie; or one level, as reports do. */
async function left(name: string, levels: 1 | 2): Promise<string[]> {
  const root = join(night.room, 'home', 'cache', name);
  const first = await readdir(root).catch(() => []);
  if (levels === 1) return first;
  return (await Promise.all(first.map((folder) => readdir(join(root, folder))))).flat();
}

/** The operator's configuration of the night, with nothing kept for longer than a second. */
async function impatientConfig(): Promise<string> {
  const file = join(night.room, 'impatient.yml');
  const config: Record<string, unknown> = parse(await readFile(join(night.room, 'operator.yml'), 'utf8'));
  await writeFile(file, stringify({ ...config, retention: { refs: '1s', artifacts: '1s', dependencies: '1s' } }));
  return file;
}

/** How many of each lie there. */
async function leftovers(): Promise<{ worktrees: number; reports: number; keptWorktrees: number }> {
  const [worktrees, reports, kept] = [left('worktrees', 2), left('reports', 1), left('kept-worktrees', 2)];
  return {
    worktrees: (await worktrees).length,
    reports: (await reports).length,
    keptWorktrees: (await kept).length,
  };
}

/** One night serves both tests: it is killed in the test run of a try, cleaned by gc, and killed in that of the next. */
describe('after kill -9 in a test run', () => {
  let gc: { exitCode: number | null; stdout: string };
  let asked: number;
  let afterKill: Awaited<ReturnType<typeof leftovers>>;
  let end: { exitCode: number | null; stdout: string };

  beforeAll(async () => {
    night = await startNight({ latencyMs: LATENCY_MS, slips: true });
    const first = night.run();
    await untilTestRun(first);
    await killHard(first);
    asked = night.model.calls().length;
    gc = await night.command('gc', '--json', '--config', await impatientConfig()).ended;
    const second = night.run();
    await until(second, 'the next call', () => night.model.calls().length > asked);
    await until(second, 'the next judgement', () => second.printed().includes('judging fewer-units/1-repair'));
    await until(second, 'a test run', () => runsInSandbox(second));
    await killHard(second);
    afterKill = await leftovers();
    end = await night.run('--json').ended;
  }, TIMEOUT_MS);
  afterAll(() => night.end(), TIMEOUT_MS);

  test('the next start removes what was left, and the run goes on with what it kept', async () => {
    expect(afterKill.worktrees).toBeGreaterThan(0);
    expect(afterKill.reports).toBeGreaterThan(0);
    expect({ exitCode: end.exitCode, outcome: receiptOf(end.stdout).outcome }).toEqual(DELIVERED);
    expect(await leftovers()).toEqual({ worktrees: 0, reports: 0, keptWorktrees: 0 });
  });

  test('a gc that keeps nothing for long takes nothing that the run needs, and nothing is bought again', () => {
    expect(gc.exitCode).toBe(0);
    expect(JSON.parse(gc.stdout).removed.map(({ kind }: { kind: string }) => kind)).toContain('leftWorktrees');
    expect({ exitCode: end.exitCode, outcome: receiptOf(end.stdout).outcome }).toEqual(DELIVERED);
    expect(asked).toBeGreaterThan(0);
    expect(boughtTwice(night)).toEqual([]);
  });
});

describe('while a run works', () => {
  beforeAll(async () => {
    night = await startNight({ latencyMs: LATENCY_MS, slips: false });
  }, TIMEOUT_MS);
  afterAll(() => night.end(), TIMEOUT_MS);

  test(
    'two gc at once leave it alone',
    async () => {
      const running = night.run('--json');
      await until(running, 'the second call', () => night.model.calls().length >= 2);
      const config = await impatientConfig();
      const both = [night.command('gc', '--config', config), night.command('gc', '--config', config)];
      for (const gc of both) expect((await gc.ended).exitCode).toBe(0);
      const { exitCode, stdout } = await running.ended;
      expect({ exitCode, outcome: receiptOf(stdout).outcome }).toEqual(DELIVERED);
    },
    TIMEOUT_MS,
  );
});
