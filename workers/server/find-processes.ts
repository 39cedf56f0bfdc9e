// Finds running processes by an option of theirs: the ground truth when a file about them may be wrong or gone.
import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** Ids of the processes that were started with this option, given as two arguments. */
export function findProcesses(option: string, value: string): Promise<number[]> {
  return process.platform === 'linux' ? findInProc(option, value) : findWithPs(option, value);
}

async function findInProc(option: string, value: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const pid of pids) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (`\0${commandLine}`.includes(`\0${option}\0${value}\0`)) found.push(Number(pid));
  }
  return found;
}

async function findWithPs(option: string, value: string): Promise<number[]> {
  const { stdout } = await execa('ps', ['-axww', '-o', 'pid=,command='], { reject: false });
  const lines = (stdout ?? '').split('\n').filter((line) => `${line} `.includes(` ${option} ${value} `));
  return lines.map((line) => Number.parseInt(line, 10));
}
