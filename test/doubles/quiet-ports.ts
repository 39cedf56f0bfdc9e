// Ports for the local server of a test's own home.
import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerPorts } from '../../schemas/server-file.js';
import { NOTHING_YET } from '../../workers/server/server-file.js';

const QUIET_PORTS_FROM = 20_000;
const QUIET_PORTS_TO = 30_000;

/**
 * Lets the home's first server ask for ports away from what other servers on the machine choose: two that start at once
 * would else find the same one free, and one of them would end. It finds them free again when it comes back.
 */
export async function giveQuietPorts(state: string): Promise<ServerPorts> {
  const port = randomInt(QUIET_PORTS_FROM, QUIET_PORTS_TO);
  const ports = { port, uiPort: port + 1 };
  await writeFile(join(state, 'server.json'), JSON.stringify({ ...NOTHING_YET, ports }));
  return ports;
}
