import { describe, expect, it } from '@jest/globals';
import { actionsApp } from '../../../doubles/github/acts/apps.js';
import { startCheck } from '../../../doubles/github/acts/checks.js';
import type { Permissions } from '../../../doubles/github/model.js';
import { findingsOf } from './findings-of.js';
import { opened } from './opened-pull.js';

const WRITING: Permissions = { contents: 'write', issues: 'write', pull_requests: 'write' };
const LOG = '2026-11-29T22:00:00.0000000Z ##[error]two is not two';
const CHECK_RUNS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
const JOBS = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
const RERUN = 'POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun';
const PULL = { number: 2, url: '' };

/** A private repository and a fine-grained token, to which GitHub never gives the permission Checks. */
function hidden(permissions: Permissions = { actions: 'write' }) {
  return opened({ private: true, permissions: { ...WRITING, ...permissions } });
}

describe('where check runs may not be read', () => {
  it('a job of Actions that fails is seen, with its log', async () => {
    const { room, pull, news } = await hidden();
    const failed = pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    pull.setCheck({ name: 'lint', conclusion: 'success', log: '' });
    pull.setCheck({ name: 'slow', status: 'in_progress', log: '' });
    const found = await news();
    expect(found).toMatchObject({
      state: 'open',
      checks: [
        { name: 'test', state: 'failed', id: failed.id, url: expect.stringContaining('/runs/') },
        { name: 'lint', state: 'passed', findings: null },
        { name: 'slow', state: 'pending', findings: null },
      ],
    });
    expect(await findingsOf(room, found)).toEqual([
      { kind: 'run', test: 'check "test"', message: 'It ended with "failure".\n\ntwo is not two' },
    ]);
  });

  it('only jobs of the head commit count', async () => {
    const { room, pull, news } = await hidden();
    pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    const head = await pull.pushCommit({ files: { more: 'x' }, message: 'more' });
    expect((await news()).checks).toEqual([]);
    const repository = room.double.repository('acme/library');
    startCheck(room.double.world, actionsApp(room.double.world), repository, {
      name: 'test',
      headSha: head,
      conclusion: 'success',
      log: '',
    });
    expect((await news()).checks).toMatchObject([{ name: 'test', state: 'passed' }]);
  });

  it('a failed job is asked to run again, once, and its next attempt takes its place', async () => {
    const { room, pull, news } = await hidden();
    const failed = pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    pull.setCheck({ name: 'lint', conclusion: 'success', log: '' });
    const { repository } = room;
    for (let i = 0; i < 2; i += 1) {
      const asked = { repository, pullRequest: PULL, checkIds: [failed.id] };
      expect(await room.activities.rerunChecks(asked)).toEqual({ ok: true });
      room.double.settle();
    }
    expect(room.routes().filter((route) => route === RERUN)).toHaveLength(1);
    const again = (await news()).checks.find(({ name }) => name === 'test');
    expect(again?.state).toBe('pending');
    expect(again?.id).not.toBe(failed.id);
    expect((await news()).checks).toHaveLength(2);
  });

  it('a job that has ended again is not run a third time for the number of its first attempt', async () => {
    const { room, pull } = await hidden();
    const failed = pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    const asked = { repository: room.repository, pullRequest: PULL, checkIds: [failed.id] };
    expect(await room.activities.rerunChecks(asked)).toEqual({ ok: true });
    expect(room.routes()).not.toContain(RERUN);
  });

  it('the next look costs conditional questions only, and hears of each change of a job', async () => {
    const { room, pull, look } = await hidden({ actions: 'read', statuses: 'read' });
    const changes: [string, () => unknown][] = [
      ['a first job', () => pull.setCheck({ name: 'test', status: 'in_progress', log: '' })],
      ['another job', () => pull.setCheck({ name: 'lint', conclusion: 'success', log: '' })],
      ['the end of one', () => pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG })],
      ['a status', () => pull.setStatus({ state: 'pending', context: 'deploy' })],
    ];
    // GitHub finds out about merging once it was asked.
    await look();
    let seen = await look();
    for (const [what, change] of changes) {
      if (!seen.ok) throw new Error(seen.message);
      room.double.calls.splice(0);
      expect([what, await look(seen.etags)]).toEqual([what, seen]);
      expect(room.double.calls.every(({ status }) => status === 304)).toBe(true);
      const before = seen;
      await change();
      room.double.settle();
      seen = await look(before.etags);
      expect([what, seen.ok && seen.etags]).not.toEqual([what, before.etags]);
    }
    expect(room.routes()).toContain(JOBS);
  });

  it('what could be read at the last look and cannot now is news, and no end of looking', async () => {
    const { room, pull, look } = await opened({ private: true });
    pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    await look();
    const seen = await look();
    if (!seen.ok) throw new Error(seen.message);
    for (const token of room.double.world.tokens.all) token.permissions = { ...WRITING, actions: 'read' };
    const checks = [expect.objectContaining({ name: 'test', state: 'failed' })];
    const next = await look(seen.etags);
    expect(next).toMatchObject({ ok: true, news: { checks } });
    room.double.calls.splice(0);
    expect(next.ok && (await look(next.etags))).toEqual(next);
    expect(room.double.calls.every(({ status }) => status === 304)).toBe(true);
  });

  it('statuses alone are looked at where jobs may not be read either', async () => {
    const { room, pull, news, look } = await hidden({ statuses: 'read' });
    pull.setCheck({ name: 'test', conclusion: 'failure', log: LOG });
    pull.setStatus({ state: 'failure', context: 'deploy', description: 'no room' });
    expect((await news()).checks).toMatchObject([{ name: 'deploy', state: 'failed' }]);
    const seen = await look();
    room.double.calls.splice(0);
    expect(seen.ok && (await look(seen.etags))).toEqual(seen);
    expect(room.double.calls.every(({ status }) => status === 304)).toBe(true);
  });

  it('is a refusal where nothing at all may be read of what CI says', async () => {
    const { look } = await hidden({});
    expect(await look()).toMatchObject({
      ok: false,
      reason: 'forbidden',
      message: expect.stringContaining('not accessible by personal access token'),
    });
  });

  it('is not believed of a limit that passes', async () => {
    const { room, look } = await hidden();
    const limit = { route: CHECK_RUNS, kind: 'refuse', status: 403, headers: { 'retry-after': '60' } } as const;
    room.double.faults.add({ ...limit, message: 'You have exceeded a secondary rate limit.' });
    await expect(look()).rejects.toMatchObject({ type: 'ForgeBusy' });
    room.double.faults.add({ ...limit, message: 'Resource not accessible by personal access token' });
    await expect(look()).rejects.toMatchObject({ type: 'ForgeBusy' });
  });
});
