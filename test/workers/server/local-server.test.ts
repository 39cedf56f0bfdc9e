import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../../core/search-attributes.js';
import { keepServer, stopServer } from '../../../workers/server/keep-server.js';
import type { ServerLease } from '../../../workers/server/server-lease.js';
import { superviseServer } from '../../../workers/server/supervise-server.js';
import { testEnvironment } from '../../setup/test-home.js';
import { killHard, withTestPlace } from './local-servers.js';

const WORKFLOW = 'deliver/local/test/thing';

async function withClient<T>(lease: ServerLease, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await lease.connect();
  try {
    return await work(new Client({ connection, namespace: lease.namespace }));
  } finally {
    await connection.close();
  }
}

function startWorkflow(lease: ServerLease): Promise<unknown> {
  return withClient(lease, (client) => client.workflow.start('deliver', { taskQueue: 'none', workflowId: WORKFLOW }));
}

async function statusOfWorkflow(lease: ServerLease): Promise<string> {
  return withClient(lease, async (client) => (await client.workflow.getHandle(WORKFLOW).describe()).status.name);
}

async function retentionDays(lease: ServerLease): Promise<number> {
  return withClient(lease, async ({ workflowService }) => {
    const { config } = await workflowService.describeNamespace({ namespace: lease.namespace });
    return tsToMs(config?.workflowExecutionRetentionTtl) / (24 * 3_600_000);
  });
}

describe('the local server', () => {
  test('keeps runs for 30 days and knows the search attributes, also after it was stopped and started', async () => {
    await withTestPlace(async (place) => {
      const first = await place.open();
      expect(await retentionDays(first)).toBe(30);
      await first.release();
      expect(await place.servers()).toEqual([]);

      const again = await place.open();
      expect(again.address).toBe(first.address);
      expect(await retentionDays(again)).toBe(30);
      const connection = await again.connect();
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace: again.namespace,
      });
      await connection.close();
      expect(Object.keys(customAttributes).sort()).toEqual(Object.keys(SEARCH_ATTRIBUTES).sort());
    });
  });

  test('is one server when two commands start at the same moment, and stops with the last of them', async () => {
    await withTestPlace(async (place) => {
      const [one, two] = await Promise.all([place.startClient(), place.startClient()]);
      expect(one.address).toBe(two.address);
      expect(await place.servers()).toHaveLength(1);
      await one.end();
      expect(await place.servers()).toHaveLength(1);
      await two.end();
      expect(await place.servers()).toEqual([]);
    });
  });

  test('outlives a command that was killed, and is not kept up by it', async () => {
    await withTestPlace(async (place) => {
      await killHard(await place.startClient());
      expect(await place.servers()).toHaveLength(1);
      const lease = await place.open();
      await lease.release();
      expect(await place.servers()).toEqual([]);
    });
  });

  test('comes back at the same place with its workflows when it was killed and a command opens it', async () => {
    await withTestPlace(async (place) => {
      const before = await place.open();
      expect(before.address).toBe(`127.0.0.1:${place.ports.port}`);
      await startWorkflow(before);
      process.kill((await place.servers())[0]!, 'SIGKILL');
      const after = await place.open();
      expect(after.address).toBe(before.address);
      expect(after.uiUrl).toBe(before.uiUrl);
      expect(await statusOfWorkflow(after)).toBe('RUNNING');
    });
  });

  test('comes back with its workflows by itself when it is killed under a command that watches it', async () => {
    await withTestPlace(async (place) => {
      const lease = await place.open();
      const stopWatching = superviseServer(lease);
      await startWorkflow(lease);
      const [killed] = await place.servers();
      process.kill(killed!, 'SIGKILL');
      await place.hears('died; starting it again');
      await place.hears('runs at');
      await stopWatching();
      expect(await place.servers()).not.toContain(killed);
      expect(await statusOfWorkflow(lease)).toBe('RUNNING');
    });
  });

  test('stays up after its last command when it is kept, until it is stopped', async () => {
    await withTestPlace(async (place) => {
      const lease = await place.open();
      await keepServer(lease);
      await lease.release();
      expect(await place.servers()).toHaveLength(1);
      const stop = () => stopServer({ home: place.home, env: testEnvironment(), say: () => undefined });
      expect(await stop()).toBe('stopped');
      expect(await place.servers()).toEqual([]);
      expect(await stop()).toBe('notRunning');
    });
  });

  test('is stopped too when the file that told of it is damaged', async () => {
    await withTestPlace(async (place) => {
      await place.open({ keep: true });
      await writeFile(join(place.home.state, 'server.json'), '{"format":1,');
      expect(await stopServer({ home: place.home, env: testEnvironment(), say: () => undefined })).toBe('stopped');
      expect(await place.servers()).toEqual([]);
    });
  });

  test('is never started beside one that nobody wrote down', async () => {
    await withTestPlace(async (place) => {
      const lease = await place.open();
      await startWorkflow(lease);
      const [stray] = await place.servers();
      await rm(join(place.home.state, 'server.json'));
      const again = await place.open();
      expect(await place.servers()).toHaveLength(1);
      expect(await place.servers()).not.toContain(stray);
      expect(await statusOfWorkflow(again)).toBe('RUNNING');
    });
  });

  test('goes to other ports when another program has taken its own', async () => {
    await withTestPlace(async (place) => {
      const before = await place.open();
      await before.release();
      const taken = Number(before.address.split(':')[1]);
      const other = createServer().listen(taken, '127.0.0.1');
      const after = await place.open();
      other.close();
      expect(after.address).not.toBe(before.address);
      expect(after.uiUrl).toBe(before.uiUrl);
    });
  });
});
