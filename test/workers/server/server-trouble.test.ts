import { randomUUID } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { stopServer } from '../../../workers/server/keep-server.js';
import { findNamedServer } from '../../../workers/server/named-server.js';
import { SetupProblem } from '../../../workers/setup-problem.js';
import { testServer } from '../../setup/temporal.js';
import { testEnvironment } from '../../setup/test-home.js';
import { type TestPlace, withTestPlace } from './local-servers.js';

/** Loopback's discard port, where nothing listens. */
const DEAD_ADDRESS = '127.0.0.1:9';
/** Temporal's wire number of the type (`IndexedValueType` in its API). */
const KEYWORD = 2;

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SetupProblem);
  return error instanceof Error ? error.message : '';
}

function openNamed(place: TestPlace, named: NodeJS.ProcessEnv): Promise<unknown> {
  return place.open({ env: { ...testEnvironment(), ...named } });
}

describe('a server that the environment names', () => {
  test('is used as it is, and no other is started', async () => {
    await withTestPlace(async (place) => {
      const { address } = testServer();
      const lease = await place.open({ env: { ...testEnvironment(), TEMPORAL_ADDRESS: address } });
      expect(lease).toMatchObject({ address, namespace: 'default', owned: false, local: null, uiUrl: null });
      await lease.release();
      expect(await place.servers()).toEqual([]);
      const connection = await lease.connect();
      await connection.close();
    });
  });

  test('is at the usual address when a profile names none, and is not there when nothing names it', async () => {
    await withTestPlace(async ({ home }) => {
      const file = join(home.state, 'temporal.toml');
      await writeFile(file, '[profile.bare]\nnamespace = "mine"\n');
      expect(findNamedServer({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'bare' })).toMatchObject({
        connectionOptions: { address: '127.0.0.1:7233' },
        namespace: 'mine',
        by: 'Temporal\'s profile "bare"',
      });
      expect(findNamedServer({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_NAMESPACE: 'mine' })).toBeNull();
    });
  });

  test('is named by a profile of Temporal too', async () => {
    await withTestPlace(async (place) => {
      const file = join(place.home.state, 'temporal.toml');
      await writeFile(file, `[profile.night]\naddress = "${testServer().address}"\n`);
      const env = { ...testEnvironment(), TEMPORAL_CONFIG_FILE: file };
      expect(await place.open({ env: { ...env, TEMPORAL_PROFILE: 'night' } })).toMatchObject({ owned: false });
      expect(await problemOf(place.open({ env: { ...env, TEMPORAL_PROFILE: 'day' } }))).toContain("Profile 'day'");
    });
  });

  test('that is dead is reported with its address and what names it', async () => {
    await withTestPlace(async (place) => {
      const problem = await problemOf(openNamed(place, { TEMPORAL_ADDRESS: DEAD_ADDRESS }));
      expect(problem).toContain(`No Temporal server answers at ${DEAD_ADDRESS}, which TEMPORAL_ADDRESS names`);
      expect(await place.servers()).toEqual([]);
    });
  });

  test('without the namespace is reported with the command that makes it', async () => {
    await withTestPlace(async (place) => {
      const named = { TEMPORAL_ADDRESS: testServer().address, TEMPORAL_NAMESPACE: 'nowhere' };
      expect(await problemOf(openNamed(place, named))).toContain('temporal operator namespace create nowhere');
    });
  });

  test('that does not permit our search attributes is reported with the commands that add them', async () => {
    await withTestPlace(async (place) => {
      const { address } = testServer();
      const namespace = `full-${randomUUID()}`;
      const connection = await Connection.connect({ address });
      const workflowExecutionRetentionPeriod = msToTs('1 day');
      await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
      const named = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
      // Temporal keeps ten of the type at most, and these are another program's.
      const names = Array.from({ length: 10 }, (_, index) => [`Theirs${index}`, KEYWORD]);
      const theirs = { namespace, searchAttributes: Object.fromEntries(names) };
      await untilDone(() => connection.operatorService.addSearchAttributes(theirs));
      await connection.close();
      const problem = await problemOf(openNamed(place, named));
      expect(problem).toContain(`Namespace "${namespace}" lacks search attributes that Nightshift sets`);
      expect(problem).toContain(
        `temporal operator search-attribute create --namespace ${namespace} --name Repo --type Keyword`,
      );
    });
  });
});

/** A namespace is there a moment after it was made. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!String(error).includes('NOT_FOUND')) throw error;
    }
  }
}

/** A program that passes for Temporal's and ends at each start. */
async function brokenServer(place: TestPlace, script: string): Promise<string> {
  const broken = join(place.home.state, 'temporal');
  const version = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)';
  await writeFile(broken, `#!/bin/sh\n[ "$1" = --version ] && echo "${version}" && exit\n${script}\nexit 1\n`);
  await chmod(broken, 0o755);
  return broken;
}

describe('a local server that cannot start', () => {
  test('is reported with the last lines of its log', async () => {
    await withTestPlace(async (place) => {
      const broken = await brokenServer(place, 'echo disk is full >&2');
      const problem = await problemOf(openNamed(place, { NIGHTSHIFT_TEMPORAL_BIN: broken }));
      expect(problem).toContain(`(${broken}) did not start`);
      expect(problem).toContain('disk is full');
    });
  });

  test('because its port was taken is tried again, also where a long trace follows that message', async () => {
    await withTestPlace(async (place) => {
      const starts = join(place.home.state, 'starts');
      const trace = 'for line in $(seq 2000); do echo "runtime.goexit() asm_amd64.s:$line"; done';
      const taken = 'echo "panic: listen tcp 127.0.0.1:7733: bind: address already in use"';
      const broken = await brokenServer(place, `echo start >> ${starts}\n${taken}\n${trace}`);
      const problem = await problemOf(openNamed(place, { NIGHTSHIFT_TEMPORAL_BIN: broken }));
      expect(problem).toContain('did not start: it ended by itself');
      expect(problem.length).toBeLessThan(2_000);
      expect(await readFile(starts, 'utf8')).toBe('start\n'.repeat(3));
    });
  });

  test('on a damaged database is reported with the file to move away, and is not said to be up', async () => {
    await withTestPlace(async (place) => {
      const lease = await place.open();
      await lease.release();
      const name = (await readdir(place.home.state)).find((file) => /^temporal-.*\.db$/.test(file)) ?? '';
      const dbFile = join(place.home.state, name);
      for (const beside of ['-wal', '-shm']) await rm(`${dbFile}${beside}`, { force: true });
      await writeFile(dbFile, 'no database at all, and long enough to be looked at '.repeat(100));
      expect(await problemOf(place.open())).toContain(`${dbFile} is damaged: move it away`);
      expect(await stopServer({ home: place.home, env: testEnvironment(), say: () => undefined })).toBe('notRunning');
    });
  });

  test('for want of a state folder is reported with the way to name another', async () => {
    await withTestPlace(async (place) => {
      await writeFile(join(place.home.state, 'file'), '');
      place.home.state = join(place.home.state, 'file', 'state');
      await expect(place.open()).rejects.toThrow(/state folder .* cannot be made: .*\n.*NIGHTSHIFT_HOME/);
      place.home.state = join(place.home.state, '..', '..');
    });
  });
});
