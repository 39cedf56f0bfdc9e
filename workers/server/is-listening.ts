// Whether a process itself listens on a port. That a port answers is not enough: another program may have been faster,
// and its Temporal server would be taken for ours.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { execa } from 'execa';

export function isListening(pid: number, port: number): Promise<boolean> {
  return process.platform === 'linux' ? isListeningInProc(pid, port) : isListeningInLsof(pid, port);
}

/** Columns of /proc/net/tcp, see proc(5). */
const LOCAL_ADDRESS = 1;
const STATE = 3;
const INODE = 9;
const LISTEN = '0A';

async function isListeningInProc(pid: number, port: number): Promise<boolean> {
  const table = await readFile(`/proc/${pid}/net/tcp`, 'latin1').catch(() => '');
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const listener = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[STATE] === LISTEN && columns[LOCAL_ADDRESS]?.endsWith(`:${hexPort}`));
  if (!listener) return false;
  return (await openFiles(pid)).includes(`socket:[${listener[INODE]}]`);
}

async function openFiles(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  return Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
}

async function isListeningInLsof(pid: number, port: number): Promise<boolean> {
  const { stdout } = await execa('lsof', ['-nP', '-a', '-p', `${pid}`, `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], {
    reject: false,
  });
  return (stdout ?? '').trim() !== '';
}
