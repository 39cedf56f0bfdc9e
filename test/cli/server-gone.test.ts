import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket, connect as toPort } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { commandContext } from '../../cli/context.js';
import { openEngine } from '../../cli/engine.js';
import { startRunWorker } from '../../cli/run-worker.js';
import { SetupProblem } from '../../workers/setup-problem.js';
import { testServer } from '../setup/temporal.js';

/** A way to the tests' server that can be cut as by the server's death. */
async function wayToServer(): Promise<{ address: string; cut: () => void }> {
  const [host = '', port = ''] = testServer().address.split(':');
  const sockets: Socket[] = [];
  const door = createServer((theirs) => {
    const ours = toPort(Number(port), host);
    theirs.pipe(ours).pipe(theirs);
    sockets.push(theirs, ours);
    for (const socket of [theirs, ours]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  const address = door.address();
  const cut = () => {
    door.close();
    for (const socket of sockets) socket.destroy();
  };
  return { address: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, cut };
}

test('a server that dies before a command’s worker has reached it is named, with the system’s words and the way out', async () => {
  const home = mkdtempSync(join(tmpdir(), 'nightshift-server-gone-'));
  const { address, cut } = await wayToServer();
  const env = { NIGHTSHIFT_HOME: home, TEMPORAL_ADDRESS: address };
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const context = commandContext({ env, cwd: '/', ...streams }, {});
  const engine = await openEngine(context, { keep: false });
  try {
    cut();
    const problem = await startRunWorker(context, engine, 'nobody', null).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(SetupProblem);
    expect(problem).toMatchObject({
      message:
        `The Temporal server at ${address} stopped answering while this command began: Connection refused\n` +
        'Runs that it knows go on from where they stood. Start it, then call the command again.',
    });
  } finally {
    await engine.close();
    rmSync(home, { recursive: true });
  }
});
