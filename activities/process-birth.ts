// Tells processes apart by when they were born, as the system gives the id of a dead one to another.
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { ProcessRef } from '../schemas/server-file.js';

/** An opaque text that no other process with this id has or will have. Null when there is no such process. */
export function processBirth(pid: number): Promise<string | null> {
  return process.platform === 'linux' ? birthFromProc(pid) : birthFromPs(pid);
}

export async function isAlive(ref: ProcessRef): Promise<boolean> {
  return (await processBirth(ref.pid)) === ref.birth;
}

export async function thisProcess(): Promise<ProcessRef> {
  return { pid: process.pid, birth: (await processBirth(process.pid)) ?? '' };
}

/** The fields after the command's name, which may itself hold spaces and brackets. See proc(5). */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

async function birthFromProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[STATE_FIELD] ?? '';
  if ('ZX'.includes(state)) return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
  return `${boot.trim()} ${fields[START_TIME_FIELD]}`;
}

async function birthFromPs(pid: number): Promise<string | null> {
  const { failed, stdout } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], {
    env: { LC_ALL: 'C' },
    reject: false,
  });
  return failed || stdout.trim() === '' ? null : stdout.trim();
}
