// Folders for the demo's repository, removed after each test, and its own test runner.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from '@jest/globals';
import { execa } from 'execa';
import { prepareDemoRepository } from '../../../scripts/demo/prepare.js';

export const DEMO = fileURLToPath(new URL('../../../scripts/demo/', import.meta.url));
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-demo-'));
  folders.push(folder);
  return folder;
}

export async function demoRepository(): Promise<string> {
  return prepareDemoRepository(join(await temporaryFolder(), 'plain-format'));
}

/** Runs a shell command as a tool call would, without what jest has put into the environment. */
export async function run(cwd: string, command: string): Promise<string> {
  const { all } = await execa('sh', ['-c', command], {
    cwd,
    all: true,
    reject: false,
    extendEnv: false,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
  });
  return all ?? '';
}

export interface Counts {
  passed: number;
  failed: number;
  /** Names of the tests that failed, suites left out. */
  failures: string[];
}

export async function runTests(repository: string): Promise<Counts> {
  const report = await run(repository, 'node --test --test-reporter=tap');
  const failures = [...report.matchAll(/^ +not ok \d+ - (.+)$/gm)].map((match) => match[1] ?? '');
  return { passed: countOf(report, 'pass'), failed: countOf(report, 'fail'), failures };
}

function countOf(report: string, word: string): number {
  return Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(report)?.[1]);
}

/** Puts the spec's acceptance tests where the spec says. */
export async function addAcceptanceTests(repository: string): Promise<void> {
  const spec = await readFile(join(DEMO, 'SPEC.md'), 'utf8');
  const block = /^```js file=(\S+)\n([\s\S]+?)^```$/m.exec(spec);
  await writeFile(join(repository, block?.[1] ?? ''), block?.[2] ?? '');
}
