// Keeps every core of the machine busy with something else for as long as some work takes.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const BUSY_LOOP = 'for (;;);';

export async function whileCoresAreBusy<T>(work: () => Promise<T>): Promise<T> {
  const loops = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', BUSY_LOOP], { stdio: 'ignore' }),
  );
  try {
    return await work();
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}
