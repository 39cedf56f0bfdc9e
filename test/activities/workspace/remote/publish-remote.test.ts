import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publishBranch } from '../../../../activities/forge/create-forge-activities.js';
import type { Workspace } from '../../../../activities/workspace/workspace.js';
import type { PublishInput } from '../../../../core/activities.js';
import { asActivity } from '../../models/model-room.js';
import { candidate, type Files, git, RUN, temporaryFolder } from '../repositories.js';
import { openRemoteRoom, type RemoteRoom, tipAt } from './remote-room.js';

const BRANCH = 'nightshift/7-add-numbers';
const PUBLISHING = fileURLToPath(new URL('../../../../dist/test/doubles/publishing-process.js', import.meta.url));

let room: RemoteRoom;
let workspace: Workspace;
let base: string;
beforeEach(async () => {
  room = await openRemoteRoom();
  workspace = room.worker();
  base = (await workspace.open(room.repository, RUN)).baseCommit;
});
afterEach(() => room.close());

function make(files: Files, from = base, name = '1'): Promise<string> {
  return candidate({ ...room, workspace, user: '', base }, from, files, name);
}

function publish(commit: string, more: Partial<PublishInput> = {}) {
  const input = { repository: room.repository, branch: BRANCH, baseCommit: base, commit, acceptance: null };
  const secrets = { scan: async () => ({ inResult: [], inHistory: [], problem: null }) };
  return publishBranch({ workspace, secrets }, { ...input, replaces: null, ...more });
}

function pushes(): string[] {
  return room.requests.filter((line) => line.startsWith('POST') && line.endsWith('receive-pack'));
}

/** Has the server say of every branch that it does not move it, in these words. */
function refuseBranches(words: string, reason: string): void {
  const report = `ng refs/heads/${BRANCH} ${reason}`;
  const line = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
  const hook = join(room.shop, 'hooks', 'proc-receive');
  writeFileSync(`${hook}.says`, `${line('version=1')}0000${line(report)}0000`);
  writeFileSync(hook, `#!/bin/sh\necho '${words}' >&2\ncat "$0.says"\nexec cat > /dev/null\n`);
  chmodSync(hook, 0o755);
  git(room.shop, 'config', 'receive.procReceiveRefs', 'refs/heads');
}

describe('publishing to a forge', () => {
  it('makes the branch, and nothing when it stands there already', async () => {
    const made = await make({ fresh: 'x' });
    expect(await publish(made)).toEqual({ ok: true, branch: BRANCH, commit: made });
    expect(tipAt(room.shop, BRANCH)).toBe(made);
    expect(await publish(made)).toMatchObject({ ok: true });
    expect(pushes()).toHaveLength(1);
    expect(git(room.shop, 'for-each-ref', '--format=%(refname)').split('\n')).toEqual([
      'refs/heads/main',
      `refs/heads/${BRANCH}`,
    ]);
  });

  it('moves what this spec published before, also where the new one does not follow from it', async () => {
    const [first, second] = [await make({ first: 'x' }, base, '1'), await make({ second: 'x' }, base, '2')];
    await publish(first);
    expect(await publish(second, { replaces: first })).toMatchObject({ ok: true });
    expect(tipAt(room.shop, BRANCH)).toBe(second);
  });

  it('never moves what somebody else put there, before it looked or while it pushes', async () => {
    const [first, second] = [await make({ first: 'x' }, base, '1'), await make({ second: 'x' }, base, '2')];
    await publish(first);
    const theirs = room.push(BRANCH, { theirs: 'x' });
    const taken = { ok: false, reason: 'branchTaken', message: expect.stringContaining('octo/shop on 127.0.0.1') };
    expect(await publish(second, { replaces: first })).toMatchObject(taken);
    let more = '';
    room.refuse = ({ url = '' }) => {
      if (url.includes('service=git-receive-pack')) more ||= room.push(BRANCH, { more: 'x' });
      return null;
    };
    expect(await publish(second, { replaces: theirs })).toMatchObject(taken);
    expect(tipAt(room.shop, BRANCH)).toBe(more);
  });

  it('looks again where somebody was faster by a moment, and leaves their branch alone', async () => {
    const made = await make({ fresh: 'x' });
    let theirs = '';
    room.refuse = ({ method, url = '' }) => {
      if (method === 'POST' && url.endsWith('receive-pack')) theirs ||= room.push(BRANCH, { theirs: 'x' });
      return null;
    };
    await expect(publish(made)).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
    expect(await publish(made)).toMatchObject({ ok: false, reason: 'branchTaken' });
    expect(tipAt(room.shop, BRANCH)).toBe(theirs);
  });

  it('is done once by two attempts that do not know of each other', async () => {
    const made = await make({ fresh: 'x' });
    const ends = await Promise.allSettled([publish(made), publish(made)]);
    expect(ends.some((end) => end.status === 'fulfilled' && end.value.ok)).toBe(true);
    expect(await publish(made)).toMatchObject({ ok: true });
    expect(tipAt(room.shop, BRANCH)).toBe(made);
  });

  it('is harmless to repeat where the connection broke when all had been sent', async () => {
    const made = await make({ fresh: 'x' });
    room.breaksAfter = ({ method, url = '' }) => method === 'POST' && url.endsWith('receive-pack');
    await expect(
      asActivity(() => publish(made), { attempt: 1, retryPolicy: { maximumAttempts: 8 } }),
    ).rejects.toMatchObject({ type: 'GitTrouble' });
    room.breaksAfter = () => false;
    room.requests.length = 0;
    expect(await publish(made)).toMatchObject({ ok: true });
    expect([tipAt(room.shop, BRANCH), pushes()]).toEqual([made, []]);
  });

  const receives = ({ method, url = '' }: IncomingMessage) => method === 'POST' && url.endsWith('receive-pack');

  it.each<[string, (kill: () => void) => void]>([
    [
      'it looks where the branch stands',
      (kill) => {
        room.refuse = () => {
          kill();
          return null;
        };
      },
    ],
    [
      'it pushes, and what it sent is lost',
      (kill) => {
        room.refuse = (request) => {
          if (!receives(request)) return null;
          kill();
          return { status: 500 };
        };
      },
    ],
    [
      'it pushes, and its git goes on without it',
      (kill) => {
        room.refuse = (request) => {
          if (receives(request)) kill();
          return null;
        };
      },
    ],
    [
      'all has been sent',
      (kill) => {
        room.breaksAfter = (request) => {
          if (receives(request)) kill();
          return receives(request);
        };
      },
    ],
  ])('makes one branch where its process is killed while %s, and the work is done again', async (_when, plan) => {
    const made = await make({ fresh: 'x' });
    const host = room.repository.forge?.host ?? '';
    const args = [room.state, temporaryFolder(), host, 'octo/shop', BRANCH, made];
    const worker = spawn(process.execPath, [PUBLISHING, ...args], {
      env: { PATH: process.env['PATH'], GITHUB_TOKEN: room.token },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    plan(() => worker.kill('SIGKILL'));
    const [, signal] = await once(worker, 'close');
    expect(signal).toBe('SIGKILL');
    room.refuse = () => null;
    room.breaksAfter = () => false;
    // What the engine does, should its git still be at it.
    const again = await publish(made).catch(() => publish(made));
    expect(again).toMatchObject({ ok: true });
    expect(tipAt(room.shop, BRANCH)).toBe(made);
    expect(git(room.shop, 'for-each-ref', '--format=%(refname)').split('\n')).toHaveLength(2);
  });

  it('pushes to the fork alone where results go there', async () => {
    const fork = room.serve('helper');
    const made = await make({ fresh: 'x' });
    expect(await publish(made, { pushTo: { kind: 'fork', owner: 'helper' } })).toMatchObject({ ok: true });
    expect([tipAt(fork, BRANCH), tipAt(room.shop, BRANCH)]).toEqual([made, null]);
  });

  it('can be done by a worker that has only the store', async () => {
    const made = await make({ fresh: 'x' });
    workspace = room.worker();
    expect(await publish(made)).toMatchObject({ ok: true });
  });
});

describe('publishing to a forge what must not go there', () => {
  it('pushes no change of workflows unless the operator allows it, and names them', async () => {
    const made = await make({ '.github/workflows/ci.yml': 'on: push\n', fresh: 'x' });
    expect(await publish(made, { allowWorkflowFiles: false })).toMatchObject({
      ok: false,
      reason: 'workflowFiles',
      message: expect.stringMatching(/\.github\/workflows\/ci\.yml\. .*allowWorkflowFiles/),
    });
    expect(tipAt(room.shop, BRANCH)).toBeNull();
    expect(await publish(made, { allowWorkflowFiles: true })).toMatchObject({ ok: true });
    // What the base has is none of the result's.
    const next = await make({ more: 'x' }, made, '2');
    const revision = { allowWorkflowFiles: false, baseCommit: made, replaces: made };
    expect(await publish(next, revision)).toMatchObject({ ok: true });
  });

  it('pushes no result whose parts are too much together', async () => {
    const half = (name: string) => ({ [name]: Buffer.alloc(30_000_000, name) });
    const made = await make(half('two'), await make(half('one')), '2');
    expect(await publish(made)).toMatchObject({
      ok: false,
      reason: 'tooLarge',
      message: expect.stringContaining('2 files of 60.0 MB'),
    });
    expect(tipAt(room.shop, BRANCH)).toBeNull();
  });
});

describe('publishing to a forge that does not take it', () => {
  it.each([
    [
      'its rules protect the branch',
      'error: GH013: Repository rule violations found for this branch.',
      'push declined due to repository rule violations',
    ],
    [
      'the token may not change workflows',
      '',
      'refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission',
    ],
    ['it finds a secret', 'error: GH009: Secrets detected!', 'pre-receive hook declined'],
  ])('says so in its own words when %s, and does not ask again', async (_what, words, reason) => {
    const made = await make({ fresh: 'x' });
    refuseBranches(words, reason);
    const once = asActivity(() => publish(made), { attempt: 1, retryPolicy: { maximumAttempts: 8 } });
    const result = await once;
    expect(result).toMatchObject({ ok: false, reason: 'refused', message: expect.stringContaining(reason) });
    expect(result).toMatchObject({ message: expect.stringContaining(words) });
    expect(tipAt(room.shop, BRANCH)).toBeNull();
  });

  it('tries again where the server could not move the branch just now', async () => {
    const made = await make({ fresh: 'x' });
    refuseBranches('', 'Internal Server Error');
    await expect(publish(made)).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
  });

  it.each([
    ['the repository was archived', 'This repository was archived so it is read-only.'],
    ['our right was withdrawn', 'Permission to octo/shop.git denied to nightshift.'],
  ])('says so when %s in the night', async (_what, body) => {
    const made = await make({ fresh: 'x' });
    room.refuse = ({ url = '' }) => (url.includes('receive-pack') ? { status: 403, body: `${body}\n` } : null);
    expect(await publish(made)).toMatchObject({ ok: false, reason: 'refused', message: expect.stringContaining(body) });
  });

  it('says so when the token has expired in the night', async () => {
    const made = await make({ fresh: 'x' });
    room.token = 'ghp_anotherToken0123456789';
    expect(await publish(made)).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringMatching(/does not take our token; renew it/),
    });
  });

  it('waits for a network that is away', async () => {
    const made = await make({ fresh: 'x' });
    await room.close();
    const attempt = (number: number) =>
      asActivity(() => publish(made), { attempt: number, retryPolicy: { maximumAttempts: 2 } });
    await expect(attempt(1)).rejects.toMatchObject({ type: 'GitTrouble', nonRetryable: false });
    expect(await attempt(2)).toMatchObject({ ok: false, reason: 'readOnly' });
  });
});
