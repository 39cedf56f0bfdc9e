// The contract that every sandbox keeps, whatever contains it. Each adapter's test calls it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../activities/sandbox/sandbox.js';
import { freshFolder, processesWith, removeFolders, runIn } from './harness.js';

/** `startMs` is how long the sandbox may take before the command itself begins. */
export function describeSandboxContract(name: string, make: () => Sandbox, startMs = 0): void {
  describe(`the sandbox ${name}`, () => {
    afterAll(removeFolders);
    describeResults(make);
    describeSurroundings(make);
    describeLimits(make, startMs);
    describeDisk(make);
    describeEnds(make);
  });
}

function describeResults(make: () => Sandbox): void {
  test('gives back the exit code and both outputs in the order in which they were written', async () => {
    const result = await runIn(make(), 'echo one; echo two >&2; echo three; exit 3');
    expect(result).toMatchObject({ reason: 'exited', exitCode: 3, signal: null, output: 'one\ntwo\nthree\n' });
    expect(result.outputBytes).toBe(14);
  });

  test('says which signal ended a command', async () => {
    const result = await runIn(make(), 'kill -SEGV $$');
    expect(result).toMatchObject({ reason: 'signaled', exitCode: null, signal: 'SIGSEGV' });
  });

  test('gives a shell error as data', async () => {
    const result = await runIn(make(), 'no-such-program --flag');
    expect(result).toMatchObject({ reason: 'exited', exitCode: 127 });
    expect(result.output).toContain('no-such-program');
  });

  test('gives clean text for whatever bytes a command writes', async () => {
    const result = await runIn(make(), "printf '\\033[31mred\\033[0m \\377 a\\000b \\342\\202\\254\\r\\nend'");
    expect(result.output).toBe('red \uFFFD ab €\nend');
  });
}

function describeSurroundings(make: () => Sandbox): void {
  test('runs in the worktree, whose files it reads and writes', async () => {
    const worktree = freshFolder();
    writeFileSync(join(worktree, 'in.txt'), 'seen');
    await runIn(make(), 'cat in.txt > out.txt; echo more >> /w/out.txt', { worktree });
    expect(readFileSync(join(worktree, 'out.txt'), 'utf8')).toBe('seenmore\n');
  });

  test('hands on no variable of the host but what the run names', async () => {
    process.env['NIGHTSHIFT_TEST_SECRET'] = 'secret-value';
    const result = await runIn(make(), 'env', { env: { GIVEN: 'yes' } });
    delete process.env['NIGHTSHIFT_TEST_SECRET'];
    expect(result.output).toContain('GIVEN=yes\n');
    expect(result.output).not.toContain('secret-value');
  });

  test('gives a home and a temporary folder that can be written', async () => {
    const result = await runIn(make(), 'echo a > $HOME/a && echo b > $TMPDIR/b && cat $HOME/a $TMPDIR/b');
    expect(result.output).toBe('a\nb\n');
  });

  test('shows a mount in the worktree and leaves the worktree without its content', async () => {
    const worktree = freshFolder();
    const modules = freshFolder();
    writeFileSync(join(modules, 'index.js'), 'module.exports = 1;');
    const mounts = [{ source: modules, target: '/w/node_modules', access: 'readOnly' as const }];
    const result = await runIn(make(), 'cat node_modules/index.js', { worktree, mounts });
    expect(result.output).toBe('module.exports = 1;');
    expect(() => readFileSync(join(worktree, 'node_modules/index.js'))).toThrow('ENOENT');
  });

  test('keeps what is written to a writable mount outside the worktree', async () => {
    const report = freshFolder();
    const mounts = [{ source: report, target: '/report', access: 'writable' as const }];
    await runIn(make(), 'echo fine > /report/result.txt', { mounts });
    expect(readFileSync(join(report, 'result.txt'), 'utf8')).toBe('fine\n');
  });
}

function describeLimits(make: () => Sandbox, startMs: number): void {
  test('stops a command that runs longer than its time, although it ignores SIGTERM', async () => {
    const command = "trap '' TERM INT HUP; echo begun; while :; do :; done";
    const result = await runIn(make(), command, { limits: { timeoutMs: 300 + startMs } });
    expect(result).toMatchObject({ reason: 'timedOut', exitCode: null, output: 'begun\n' });
    expect(result.durationMs).toBeLessThan(3_000 + 2 * startMs);
  });

  test('keeps head and tail of a long output and counts all of it', async () => {
    const command = 'echo first; i=0; while [ $i -lt 20000 ]; do echo line-$i; i=$((i+1)); done; echo last';
    const result = await runIn(make(), command, { limits: { outputBytesKept: 1_000 } });
    expect(result.reason).toBe('exited');
    expect(result.output).toMatch(
      /^first\nline-0\n(.*\n)+\[\.\.\. \d+ bytes left out \.\.\.\]\n(.*\n)+line-19999\nlast\n$/,
    );
    expect(result.outputBytes).toBe(208_901);
  });

  test('stops a command that writes without end', async () => {
    const result = await runIn(make(), 'yes', { limits: { outputBytesMax: 1_000_000, outputBytesKept: 1_000 } });
    expect(result.reason).toBe('outputLimit');
    expect(result.output.length).toBeLessThan(1_100);
  });

  test('lets no file grow beyond its limit', async () => {
    const worktree = freshFolder();
    const command = 'head -c 3000000 /dev/zero > big; echo "ended with $?"';
    const result = await runIn(make(), command, { worktree, limits: { fileBytesMax: 1_000_000 } });
    expect(result.output).not.toContain('ended with 0');
    expect(readFileSync(join(worktree, 'big')).length).toBe(1_000_000);
  });
}

function describeDisk(make: () => Sandbox): void {
  test('stops a command whose files grow beyond their share, and says so', async () => {
    const command = 'head -c 60000000 /dev/zero > big; sleep 15';
    const result = await runIn(make(), command, { limits: { diskBytesMax: 30_000_000 } });
    expect(result).toMatchObject({ reason: 'diskLimit', exitCode: null });
    expect(result.output).toBe('nightshift: stopped, since its files grew by more than 30000000 bytes\n');
  });
}

function describeEnds(make: () => Sandbox): void {
  test('stops a command when it is cancelled', async () => {
    const controller = new AbortController();
    const running = runIn(make(), 'sleep 30', { signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    expect(await running).toMatchObject({ reason: 'cancelled', exitCode: null });
  });

  test('starts nothing when it was cancelled before', async () => {
    const worktree = freshFolder();
    const result = await runIn(make(), 'touch started', { worktree, signal: AbortSignal.abort() });
    expect(result.reason).toBe('cancelled');
    expect(() => readFileSync(join(worktree, 'started'))).toThrow('ENOENT');
  });

  test('leaves no child in the background alive', async () => {
    const result = await runIn(make(), 'sleep 41.7531 & echo done');
    expect(result).toMatchObject({ reason: 'exited', exitCode: 0, output: 'done\n' });
    expect(processesWith('41.7531')).toEqual([]);
  });

  test('can run several commands side by side', async () => {
    const sandbox = make();
    const results = await Promise.all([1, 2, 3, 4].map((n) => runIn(sandbox, `echo ${n}; exit ${n}`)));
    expect(results.map((result) => [result.exitCode, result.output])).toEqual([1, 2, 3, 4].map((n) => [n, `${n}\n`]));
  });
}
