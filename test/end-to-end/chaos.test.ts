// A short chaos run, as continuous integration can bear it. `npm run chaos` is the long one.
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const CHAOS = fileURLToPath(new URL('../../dist/scripts/chaos/main.js', import.meta.url));
/** It takes half a minute; there is room for a machine that does much else. */
const TIMEOUT_MS = 480_000;

const chaos = (...args: string[]) => execa(process.execPath, [CHAOS, ...args], { reject: false });

test(
  'specs end well, and books stay right, while workers, the all-in-one command and the server are killed with -9',
  async () => {
    const { exitCode, stdout, stderr } = await chaos('--seed', '9', '--runs', '2', '--at-once', '2', '--kills', '3');
    const figures: unknown = JSON.parse(stdout.split('\n').at(-1) ?? '');
    expect({ exitCode, figures, stderr }).toMatchObject({ exitCode: 0, figures: { specs: 2, violations: 0 } });
    expect((figures as { kills: number }).kills).toBeGreaterThanOrEqual(3);
  },
  TIMEOUT_MS,
);

test.each([
  ['--runs', '0'],
  ['--seed', 'one'],
  ['--at-once', '-3'],
  ['--sede', '1'],
])('the chaos run refuses %s %s', async (...args) => {
  const { exitCode, stdout, stderr } = await chaos(...args);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain(args[0]);
});
