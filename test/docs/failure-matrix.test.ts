// The failure matrix names a test for each of its rows: one that is renamed or removed is missed here.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROW = /^\|.*\| `(?<file>[^`]+\.test\.ts)`: (?<name>.+?) +\|$/;

/** The last cells of all rows. */
function namedTests(): { file: string; name: string }[] {
  const lines = readFileSync(join(ROOT, 'docs/failure-matrix.md'), 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('| ') && !/^\| (?:what fails|-)/.test(line));
  return rows.map((row) => {
    const { file = '', name = '' } = ROW.exec(row)?.groups ?? {};
    if (file === '') throw new Error(`no test is named in: ${row}`);
    return { file, name };
  });
}

/** Tables of cases stand beside their tests. */
function textsBeside(file: string): string {
  const folder = dirname(join(ROOT, 'test', file));
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

test('each row of the failure matrix names a test that is there', () => {
  const rows = namedTests();
  expect(rows.length).toBeGreaterThan(40);
  const missing = rows.filter(({ file, name }) => !textsBeside(file).includes(name));
  expect(missing).toEqual([]);
});
