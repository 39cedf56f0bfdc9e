// Two workers, each with a disk of its own: all that they share is the store, the ledger and the Temporal server.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitServer, startGitServer } from '../doubles/git-server.js';
import { testServer } from '../setup/temporal.js';
import { killHard, type Night, receiptOf, runsInSandbox, startNight, until } from './night.js';

const LATENCY_MS = 400;
const TIMEOUT_MS = 180_000;
const TOKEN = 'store-token-that-must-not-leak';

let night: Night;
let server: GitServer;

beforeEach(async () => {
  night = await startNight({ latencyMs: LATENCY_MS, slips: false });
  const served = join(night.room, 'served');
  mkdirSync(served);
  git(served, 'init', '--quiet', '--bare', 'store.git');
  git(join(served, 'store.git'), 'config', 'http.receivepack', 'true');
  server = await startGitServer(served, TOKEN);
}, TIMEOUT_MS);

afterEach(async () => {
  await server.close();
  await night.end();
}, TIMEOUT_MS);

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
}

/** What both workers are told, and nothing else is the same for them. */
function shared(store: string): NodeJS.ProcessEnv {
  return {
    TEMPORAL_ADDRESS: testServer().address,
    NIGHTSHIFT_LEDGER: join(night.room, 'shared', 'ledger.db'),
    NIGHTSHIFT_STORE: store,
    NIGHTSHIFT_STORE_TOKEN: TOKEN,
  };
}

describe('a worker that was killed with -9 in the middle of a try, and whose disk is gone', () => {
  // At a git URL; that workers share a store in a folder as well is shown in test/activities/workspace/store.test.ts.
  test(
    'is followed by another worker that has only store and ledger',
    async () => {
      const env = shared(`${server.url}/store.git`);
      const [near, far] = [join(night.room, 'near'), join(night.room, 'far')];
      const first = night.runFrom(near, env);
      await until(first, 'the second turn', () => night.model.calls().length >= 3);
      await until(first, 'a tool run', () => runsInSandbox(first));
      await killHard(first);
      await rm(near, { recursive: true });

      const second = night.runFrom(far, env, '--json');
      const { exitCode, stdout } = await second.ended;
      expect([exitCode, second.printed()]).toEqual([0, expect.any(String)]);
      const receipt = receiptOf(stdout);
      expect(receipt.outcome).toBe('delivered');
      expect(existsSync(near)).toBe(false);
      const { branch } = receipt;
      expect(branch).not.toBeNull();
      expect(git(night.repository, 'rev-parse', `refs/heads/${branch}`)).toBe(receipt.commit);
      expect(git(night.repository, 'for-each-ref', '--format=%(refname:short)').split('\n').sort()).toEqual([
        'main',
        branch,
      ]);
      git(night.repository, 'fsck', '--strict');
      expect(night.model.calls().map(({ attempt, turnsTaken }) => `${attempt} ${turnsTaken}`)).toHaveLength(
        new Set(night.model.calls().map(({ attempt, turnsTaken }) => `${attempt} ${turnsTaken}`)).size,
      );
    },
    TIMEOUT_MS,
  );
});
