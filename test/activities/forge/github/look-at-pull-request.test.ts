import { describe, expect, it } from '@jest/globals';
import { setRules } from '../../../doubles/github/acts/repositories.js';
import { findingsOf } from './findings-of.js';
import { PLANTED, US } from './github-room.js';
import { opened } from './opened-pull.js';

describe('a look at a pull request', () => {
  it('tells where its branch and its base stand, and that it can be merged', async () => {
    const { room, pull, news } = await opened();
    await news();
    const main = await room.double
      .as('maria')
      .pushCommit({ branch: 'main', files: { 'README.md': 'x\n' }, message: 'x' });
    await news();
    expect(await news()).toEqual({
      state: 'open',
      by: null,
      headCommit: pull.data.pull.headSha,
      baseCommit: main,
      baseBranch: 'main',
      merge: 'clean',
      checks: [],
      remarks: [],
    });
  });

  it('tells of a conflict', async () => {
    const { room, news } = await opened();
    await room.double.as('maria').pushCommit({ branch: 'main', files: { 'src/thing.js': 'mine();\n' }, message: 'x' });
    await news();
    expect((await news()).merge).toBe('conflicting');
  });

  it('tells that the rules want the base merged in first', async () => {
    const { room, news } = await opened();
    await setRules(room.double.repository('acme/library'), [{ pattern: 'main', upToDate: true }]);
    await room.double.as('maria').pushCommit({ branch: 'main', files: { 'README.md': 'x\n' }, message: 'x' });
    await news();
    expect((await news()).merge).toBe('behind');
  });

  it('costs a few conditional questions where nothing has changed, and hears of each change', async () => {
    const { room, pull, look } = await opened();
    let seen = await look();
    const changes: [string, () => unknown][] = [
      ['what GitHub found out', () => undefined],
      ['a check', () => pull.setCheck({ name: 'test', conclusion: 'success' })],
      ['a status', () => pull.setStatus({ state: 'pending', context: 'deploy' })],
      ['a review', () => pull.review({ event: 'COMMENT', remarks: [{ path: 'src/thing.js', line: 1, body: 'why?' }] })],
      ['a reply', () => pull.reply(0, 'oh, I see')],
      ['a push', () => pull.pushCommit({ files: { more: 'x' }, message: 'more' })],
      ['its base', () => room.double.as('maria').pushCommit({ branch: 'main', files: { base: 'x' }, message: 'x' })],
      ['its end', () => pull.close()],
    ];
    for (const [what, change] of changes) {
      await change();
      room.double.settle();
      if (!seen.ok) throw new Error(seen.message);
      const changed = await look(seen.etags);
      if (what !== 'what GitHub found out')
        expect([what, changed]).not.toEqual([what, { ...changed, news: seen.news }]);
      // GitHub finds out about merging once it was asked, which is news as well.
      seen = await look();
      seen = await look();
      if (!seen.ok) throw new Error(seen.message);
      room.double.calls.splice(0);
      expect([what, await look(seen.etags)]).toEqual([what, seen]);
      expect(room.double.calls.every(({ status }) => status === 304)).toBe(true);
      expect(room.double.calls.length).toBeLessThanOrEqual(7);
    }
  });

  it('sees everything anew where nobody knows any more what was seen', async () => {
    const { room, look } = await opened();
    await look();
    const seen = await look();
    if (!seen.ok) throw new Error(seen.message);
    room.double.calls.splice(0);
    expect(await look({ ...seen.etags, seen: '0'.repeat(64) })).toEqual(seen);
    expect(room.double.calls.some(({ status }) => status === 200)).toBe(true);
  });

  it('shows checks and statuses alike, with what a failing one said, cut and without secrets', async () => {
    const { room, pull, news } = await opened();
    const log = Array.from({ length: 3_000 }, (_none, line) => `2026-11-29T22:00:00.0000000Z line ${line}`);
    log.push(
      `2026-11-29T22:00:00.0000000Z \u001b[31mAssertionError: ${PLANTED}\u001b[0m`,
      '2026-11-29T22:00:00.0000000Z ##[error]Process completed with exit code 1.',
    );
    pull.setCheck({
      name: 'test',
      conclusion: 'failure',
      log: log.join('\n'),
      output: { title: '3 tests failed', summary: 'see below' },
      annotations: [
        {
          path: 'src/thing.js',
          startLine: 2,
          endLine: 2,
          level: 'failure',
          title: null,
          message: 'two is not defined',
        },
      ],
    });
    pull.setCheck({ name: 'lint', conclusion: 'success' });
    pull.setCheck({ name: 'slow', status: 'in_progress' });
    pull.setCheck({ name: 'asks', conclusion: 'action_required' });
    pull.setCheck({ name: 'left out', conclusion: 'skipped' });
    pull.setStatus({ state: 'failure', context: 'deploy', description: 'no room' });
    const found = await news();
    expect(found.checks.map(({ name, state, id }) => [name, state, id !== null])).toEqual(
      expect.arrayContaining([
        ['test', 'failed', true],
        ['lint', 'passed', true],
        ['slow', 'pending', true],
        ['asks', 'pending', true],
        ['left out', 'passed', true],
        ['deploy', 'failed', false],
      ]),
    );
    const at = found.checks.findIndex(({ name }) => name === 'test');
    const [finding] = await findingsOf(room, found, at);
    expect(finding).toMatchObject({ kind: 'run', test: 'check "test"' });
    expect(finding?.message).toMatch(
      /^It ended with "failure"\.\n\n3 tests failed\n\nsee below\n\nsrc\/thing\.js:2: two is not defined\n\n/,
    );
    expect(finding?.message).toMatch(/AssertionError: \[secret removed\]\nProcess completed with exit code 1\.$/);
    expect(finding?.message.length).toBeLessThan(6_100);
    const deploy = found.checks.findIndex(({ name }) => name === 'deploy');
    expect(await findingsOf(room, found, deploy)).toEqual([
      { kind: 'run', test: 'check "deploy"', message: 'no room' },
    ]);
  });

  it('tells who merged it, and when that was taken back', async () => {
    const { room, pull, news, look } = await opened();
    await pull.merge();
    const merged = await news();
    expect(merged).toMatchObject({ state: 'merged', by: 'maria', checks: [], remarks: [] });
    const seen = await look();
    await pull.revert();
    room.double.settle();
    expect(seen.ok && (await look(seen.etags))).toMatchObject({ ok: true, news: { state: 'reverted', by: 'maria' } });
  });

  it('tells who closed it', async () => {
    const { pull, news } = await opened();
    pull.close();
    expect(await news()).toMatchObject({ state: 'closed', by: 'maria' });
  });

  it('is data where the pull request is gone or hidden', async () => {
    const { room, look } = await opened();
    const repository = room.double.repository('acme/library');
    repository.roles.delete(US);
    repository.private = true;
    expect(await look()).toMatchObject({
      ok: false,
      reason: 'notFound',
      message: expect.stringContaining('acme/library#2'),
    });
  });
});

describe('failed checks', () => {
  it('are asked to run again, once, each by the way of its App', async () => {
    const { room, pull, news } = await opened();
    const run = pull.setCheck({ name: 'test', conclusion: 'failure', log: 'x' });
    const passed = pull.setCheck({ name: 'lint', conclusion: 'success' });
    const ids = (await news()).checks.flatMap(({ id, state }) => (id !== null && state === 'failed' ? [id] : []));
    for (let i = 0; i < 2; i += 1) {
      expect(
        await room.activities.rerunChecks({
          repository: room.repository,
          pullRequest: { number: 2, url: '' },
          checkIds: ids,
        }),
      ).toEqual({ ok: true });
    }
    expect(room.routes().filter((route) => /rerun|rerequest/.test(route))).toHaveLength(1);
    expect((await news()).checks.find(({ name }) => name === 'test')?.state).toBe('pending');
    expect([run.rerequests, passed.rerequests]).toEqual([expect.any(Number), 0]);
  });
});
