// A repository of ten thousand files, as large monorepos have them: small texts in many folders.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export const FILES = 10_000;
const FOLDERS = 200;
const LINES = 40;

/** Makes it at `dir` with one commit. */
export async function makeLargeRepository(dir: string): Promise<void> {
  for (let folder = 0; folder < FOLDERS; folder++) {
    await mkdir(join(dir, `packages/part-${folder}/src`), { recursive: true });
  }
  const writes = Array.from({ length: FILES }, (_, index) => writeFile(join(dir, pathOfFile(index)), textOf(index)));
  await Promise.all(writes);
  await git(dir, 'init', '--quiet', '--initial-branch', 'main');
  await git(dir, 'add', '--all');
  await git(dir, '-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '-m', 'The base');
}

export function pathOfFile(index: number): string {
  return `packages/part-${index % FOLDERS}/src/file-${index}.js`;
}

export async function git(dir: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd: dir })).stdout;
}

/** Texts differ, so that none shares its object with another. */
function textOf(index: number): string {
  const lines = Array.from({ length: LINES }, (_, line) => `export const value${line} = ${index * LINES + line};`);
  return `${lines.join('\n')}\n`;
}
