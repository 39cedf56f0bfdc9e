// One night in which everything that may die is killed with -9 in three different moments, and started again at once.
import {
  killHard,
  killServer,
  type Night,
  type Running,
  receiptOf,
  runsInSandbox,
  startNight,
  until,
  untilTestRun,
} from '../../test/end-to-end/night.js';
import { openServer } from '../../workers/server/open-server.js';
import { BUILT_COMMAND } from '../support/nightshift.js';
import { longestIdleMs } from './idle-stretches.js';
import { readWork } from './read-work.js';

const LATENCY_MS = 400;

export interface Recovery {
  moment: string;
  /** The longest stretch after the kill, as far as to the next kill or the end, in which nothing was done. */
  idleMs: number;
}

interface Kill {
  moment: string;
  atMs: number;
}

type Moment = [name: string, reached: (night: Night, running: Running) => Promise<void>];

const MOMENTS: Moment[] = [
  [
    'in a tool run',
    async (night, running) => {
      await until(running, 'the first turn', () => night.model.calls().length >= 2);
      await until(running, 'a tool run', () => runsInSandbox(running));
    },
  ],
  ['in a judgement', (_night, running) => untilTestRun(running)],
  [
    'in a model call',
    async (night, running) => {
      const asked = night.model.calls().length;
      await until(running, 'the next call', () => night.model.calls().length > asked);
    },
  ],
];

/** Throws where the run does not end delivered. */
export async function killNight(withServer: boolean): Promise<Recovery[]> {
  const night = await startNight({ latencyMs: LATENCY_MS, slips: true, built: BUILT_COMMAND });
  try {
    const kills: Kill[] = [];
    let running = night.run('--json');
    for (const [moment, reached] of MOMENTS) {
      await reached(night, running);
      if (withServer) await killServer(night);
      const atMs = Date.now();
      await killHard(running);
      running = night.run('--json');
      kills.push({ moment, atMs });
    }
    const { exitCode, stdout } = await running.ended;
    if (exitCode !== 0) throw new Error(`the run ended with ${exitCode}: ${running.printed()}`);
    const { outcome } = receiptOf(stdout);
    if (outcome !== 'delivered') throw new Error(`the run ended as ${outcome}`);
    return await recoveriesOf(night, kills);
  } finally {
    await night.end();
  }
}

async function recoveriesOf(night: Night, kills: readonly Kill[]): Promise<Recovery[]> {
  const lease = await openServer({ home: night.home, env: night.env, say: () => undefined, keep: false });
  const connection = await lease.connect();
  try {
    const work = await readWork(connection, lease.namespace);
    const endMs = Math.max(...work.map(({ toMs }) => toMs));
    return kills.map(({ moment, atMs }, index) => ({
      moment,
      idleMs: longestIdleMs(work, { fromMs: atMs, toMs: kills[index + 1]?.atMs ?? endMs }),
    }));
  } finally {
    await connection.close();
    await lease.release();
  }
}
