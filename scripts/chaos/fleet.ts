// The processes that live on through the night and work on what is submitted: one that keeps the server up as well, and
// workers. Each is started again whenever it ends.
import { join } from 'node:path';
import { type Kept, keep } from './kept-process.js';
import { COMMAND, type Room } from './room.js';

/** A deploy hands back what takes longer. */
const DRAIN = '3s';

export function startFleet(room: Room, workerCount: number): Kept[] {
  const workers = Array.from({ length: workerCount }, (_, index) => keepOne(room, `worker-${index + 1}`, 'worker'));
  return [keepOne(room, 'up', 'up'), ...workers];
}

function keepOne(room: Room, name: string, command: 'up' | 'worker'): Kept {
  return keep({
    name,
    args: () => [COMMAND, command, '--config', room.config, '--drain', DRAIN, '--json'],
    env: room.env,
    log: join(room.logs, `${name}.log`),
    ready: /"ready":true/,
    again: () => true,
  });
}
