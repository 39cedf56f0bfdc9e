// Several real processes on one ledger. They run the built program, as workers do: see `pretest` in package.json.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { onBothDatabases } from './temporary-ledger.js';

const WRITER = fileURLToPath(new URL('../../../dist/test/doubles/ledger-writer.js', import.meta.url));
const KILLED_MIGRATION = fileURLToPath(new URL('../../../dist/test/doubles/killed-migration.js', import.meta.url));
const CHARGE_MICRO_USD = 7;
const ENDLESS = 1_000_000;

interface Writer {
  child: ChildProcess;
  /** Keys that the writer has said to be settled. */
  settled: string[];
  ended: Promise<unknown>;
}

function startWriter(address: string, name: string, calls: number): Writer {
  const child = spawn(process.execPath, [WRITER, address, name, String(calls)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const settled: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = readLines(child.stdout, settled).then(async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    if (child.exitCode !== 0 && child.signalCode === null) throw new Error(`${name} failed: ${errors}`);
  });
  return { child, settled, ended };
}

async function readLines(stream: NodeJS.ReadableStream, lines: string[]): Promise<void> {
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  }
}

onBothDatabases('several processes', (newPlace) => {
  test('processes that start at once on an empty place make one ledger and lose no write', async () => {
    const place = await newPlace();
    const names = ['one', 'two', 'three', 'four'];
    const calls = 10;
    const writers = names.map((name) => startWriter(place.address, name, calls));
    await Promise.all(writers.map((writer) => writer.ended));

    const { journal } = await place.open();
    for (const name of names) {
      expect((await journal.chargedUnder(name)).chargedMicroUsd).toBe(calls * CHARGE_MICRO_USD);
    }
    const shared = await journal.attempts('shared');
    expect(shared.map((row) => row.attempt)).toEqual(shared.map((_, index) => index + 1));
    expect(shared).toHaveLength(names.length * calls);
    expect(shared.filter((row) => row.answer !== null)).toHaveLength(1);
  });

  test('kill -9 of a writer loses nothing that it had settled and holds nobody up', async () => {
    const place = await newPlace();
    const victim = startWriter(place.address, 'victim', ENDLESS);
    const bystander = startWriter(place.address, 'bystander', 20);
    await Promise.race([once(victim.child.stdout ?? process.stdin, 'data'), victim.ended]);
    await bystander.ended;
    victim.child.kill('SIGKILL');
    await victim.ended;

    const second = startWriter(place.address, 'second', 10);
    await second.ended;
    const { journal, upkeep } = await place.open();
    const own = victim.settled.filter((key) => key.startsWith('victim/'));
    expect(own.length).toBeGreaterThan(0);
    for (const key of own) expect((await journal.attempts(key))[0]?.state).toBe('settled');
    expect(second.settled).toHaveLength(20);
    expect(await upkeep.problems()).toEqual([]);
  });

  test('kill -9 in the middle of a migration leaves nothing of it, and the next start finishes', async () => {
    const empty = await newPlace();
    const inUse = await newPlace();
    const ref = await (await inUse.open()).artifacts.put('from before');
    for (const place of [empty, inUse]) {
      const child = spawn(process.execPath, [KILLED_MIGRATION, place.address], { stdio: 'ignore' });
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    }
    expect((await (await empty.open()).artifacts.put('text')).bytes).toBe(4);
    expect(await (await inUse.open()).artifacts.get(ref)).toBe('from before');
    for (const place of [empty, inUse]) {
      await expect(place.query('select * from half_made')).rejects.toThrow(/no such table|does not exist/);
    }
  });
});
