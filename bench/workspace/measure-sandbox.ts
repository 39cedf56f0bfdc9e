// What the sandbox adds to a command of about a second that keeps the processor busy.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { DEFAULT_SANDBOX_LIMITS } from '../../activities/sandbox/sandbox.js';
import type { Figure } from '../support/bench.js';
import { type BenchPlace, inTurns, ratio, timed } from './bench-place.js';

const ROUNDS = 9;
const WANTED_MS = 1_000;
const PROBE_ROUNDS = 20_000;

export async function measureSandbox({ folder, sandbox }: BenchPlace): Promise<Figure[]> {
  const worktree = join(folder, 'sandboxed');
  await mkdir(worktree);
  const command = await commandOfASecond();
  const inside = async () => {
    const result = await sandbox.run({
      command,
      worktree,
      mounts: [],
      env: {},
      network: 'none',
      limits: DEFAULT_SANDBOX_LIMITS,
      signal: new AbortController().signal,
    });
    if (result.exitCode !== 0) throw new Error(`the command failed in the sandbox: ${result.output}`);
  };
  // Not counted: the first run looks for toolchains.
  await inside();
  const plain = () => execa('sh', ['-c', command], { cwd: worktree, stdin: 'ignore' });
  const { oneMs, otherMs } = await inTurns(ROUNDS, inside, plain);
  return [
    { name: 'plainCommandMs', value: Math.round(otherMs), goal: null },
    { name: 'sandboxedOverPlain', value: ratio(oneMs, otherMs), goal: '<= 1.05' },
  ];
}

async function commandOfASecond(): Promise<string> {
  const hashing = (rounds: number) =>
    `node -e 'let h = Buffer.alloc(4096); for (let i = 0; i < ${rounds}; i++) require("node:crypto").createHash("sha256").update(h).digest()'`;
  const startMs = await timed(() => execa('sh', ['-c', hashing(0)]));
  const probeMs = (await timed(() => execa('sh', ['-c', hashing(PROBE_ROUNDS)]))) - startMs;
  return hashing(Math.round((PROBE_ROUNDS * (WANTED_MS - startMs)) / Math.max(1, probeMs)));
}
