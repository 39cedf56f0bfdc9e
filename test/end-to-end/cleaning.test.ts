// What is left after kill -9, and that no cleaning takes from a run what it needs to go on.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { killHard, type Night, receiptOf, runsInSandbox, startNight, until } from './night.js';

const TIMEOUT_MS = 240_000;

let night: Night;
beforeEach(async () => {
  night = await startNight({ latencyMs: 400 });
}, TIMEOUT_MS);
afterEach(() => night.end(), TIMEOUT_MS);

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

async function killedInTestRun(): Promise<void> {
  const first = night.run();
  await until(first, 'a judgement', () => first.printed().includes('judging'));
  await until(first, 'a test run', () => runsInSandbox(first));
  await killHard(first);
}

describe('after kill -9 in a test run', () => {
  test(
    'the next start removes what was left, and the run goes on with what it kept',
    async () => {
      await killedInTestRun();
      expect((await left('worktrees', 2)).length).toBeGreaterThan(0);
      expect((await left('reports', 1)).length).toBeGreaterThan(0);
      const { exitCode, stdout } = await night.run('--json').ended;
      expect({ exitCode, outcome: receiptOf(stdout).outcome }).toEqual({ exitCode: 0, outcome: 'delivered' });
      expect(await left('worktrees', 2)).toEqual([]);
      expect(await left('reports', 1)).toEqual([]);
      expect(await left('kept-worktrees', 2)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'a gc that keeps nothing for long takes nothing that the run needs, and nothing is bought again',
    async () => {
      await killedInTestRun();
      const asked = night.model.calls().length;
      const gc = await night.command('gc', '--json', '--config', await impatientConfig()).ended;
      expect(gc.exitCode).toBe(0);
      expect(JSON.parse(gc.stdout).removed.map(({ kind }: { kind: string }) => kind)).toContain('leftWorktrees');
      const { exitCode, stdout } = await night.run('--json').ended;
      expect({ exitCode, outcome: receiptOf(stdout).outcome }).toEqual({ exitCode: 0, outcome: 'delivered' });
      const before = night.model.calls().slice(0, asked);
      const names = night.model.calls().map((call) => `${call.attempt} turn ${call.turnsTaken}`);
      expect(before.length).toBeGreaterThan(0);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

test(
  'two gc at once while a run works leave it alone',
  async () => {
    const running = night.run('--json');
    await until(running, 'the second call', () => night.model.calls().length >= 2);
    const config = await impatientConfig();
    const both = [night.command('gc', '--config', config), night.command('gc', '--config', config)];
    for (const gc of both) expect((await gc.ended).exitCode).toBe(0);
    const { exitCode, stdout } = await running.ended;
    expect({ exitCode, outcome: receiptOf(stdout).outcome }).toEqual({ exitCode: 0, outcome: 'delivered' });
  },
  TIMEOUT_MS,
);
