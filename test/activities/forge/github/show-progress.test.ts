import { describe, expect, it } from '@jest/globals';
import type { ShowProgressInput } from '../../../../core/forge-activities.js';
import type { DeliverStatus } from '../../../../core/status.js';
import { aStatus } from '../../../doubles/records.js';
import { type GitHubRoom, githubRoom, PLANTED, US } from './github-room.js';

function begun({ double, repository }: GitHubRoom, change: Partial<DeliverStatus> = {}) {
  const issue = double.as('maria').openIssue({ title: 'Add a thing', labels: ['nightshift'] });
  const { number } = issue;
  const input: ShowProgressInput = {
    repository,
    issue: { number, url: `${double.url}/acme/library/issues/${number}` },
    label: 'nightshift',
    state: 'running',
    status: aStatus(change),
    uiUrl: null,
  };
  const told = (more: Partial<DeliverStatus>, state: ShowProgressInput['state'] = 'running') => ({
    ...input,
    state,
    status: aStatus({ ...change, ...more }),
  });
  return { issue, input, told };
}

describe('the progress on an issue', () => {
  it('is one comment and one label, edited where something is new', async () => {
    const room = await githubRoom();
    const { issue, input, told } = begun(room);
    await room.activities.showProgress(input);
    await room.activities.showProgress(told({ doing: 'judging' }));
    expect(
      await room.activities.showProgress(told({ paused: 'budget', budgetNeededMicroUsd: 6_000_000 }, 'paused')),
    ).toMatchObject({ ok: true, shown: { state: 'paused' } });
    expect(issue.data.comments).toMatchObject([
      { user: { login: US }, body: expect.stringContaining('`/nightshift budget $6.00`') },
    ]);
    expect(issue.data.labels.map(({ name }) => name)).toEqual(['nightshift', 'nightshift:paused']);
  });

  it('costs two questions and writes nothing where nothing is new', async () => {
    const room = await githubRoom();
    const { input } = begun(room);
    await room.activities.showProgress(input);
    room.routes();
    await room.activities.showProgress(input);
    expect(room.routes()).toEqual([
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      'GET /repos/{owner}/{repo}/issues/{issue_number}',
    ]);
  });

  it('costs one request while comment and label are known from before, and is found anew where they are gone', async () => {
    const room = await githubRoom();
    const { issue, input, told } = begun(room);
    const first = await room.activities.showProgress(input);
    if (!first.ok || !first.shown) throw new Error('nothing was shown');
    room.routes();
    const second = await room.activities.showProgress({ ...told({ doing: 'judging' }), shown: first.shown });
    expect(second).toEqual(first);
    expect(room.routes()).toEqual(['PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}']);
    issue.data.comments.splice(0);
    const third = await room.activities.showProgress({ ...told({ doing: 'mending' }), shown: first.shown });
    expect(third).toMatchObject({ ok: true, shown: { commentId: issue.data.comments[0]?.id } });
    expect(issue.data.comments).toMatchObject([{ body: expect.stringContaining('mending') }]);
  });

  it.each(['resetAfter', 'refuseAfter', 'resetBefore', 'garbage'] as const)(
    'is one comment also when an answer is lost (%s)',
    async (kind) => {
      const room = await githubRoom();
      const { issue, input } = begun(room);
      room.double.faults.add({
        route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/*',
        times: 2,
        kind,
        status: 503,
      });
      for (let i = 0; i < 2; i += 1)
        await expect(room.activities.showProgress(input)).rejects.toMatchObject({
          type: expect.stringMatching(/^Forge/),
        });
      expect(await room.activities.showProgress(input)).toMatchObject({ ok: true });
      expect(issue.data.comments).toHaveLength(1);
      expect(issue.data.labels.map(({ name }) => name)).toContain('nightshift:running');
    },
  );

  it('never takes a comment for its own that somebody else wrote, mark and all', async () => {
    const room = await githubRoom();
    const { issue, input } = begun(room);
    issue.comment('**Delivered**\n\n<!-- nightshift:progress -->');
    await room.activities.showProgress(input);
    expect(issue.data.comments.map(({ user }) => user.login)).toEqual(['maria', US]);
    expect(issue.data.comments[0]?.body).toContain('**Delivered**');
  });

  it('holds no secret, also one that would be escaped', async () => {
    const room = await githubRoom();
    const { issue, input } = begun(room, { doing: `reading ${PLANTED}` });
    await room.activities.showProgress(input);
    expect(issue.data.comments[0]?.body).toContain('reading \\[secret removed\\]');
  });

  it('says by data that the issue is gone', async () => {
    const room = await githubRoom();
    const { input } = begun(room);
    room.double.as('ada').issue(input.issue.number).delete();
    expect(await room.activities.showProgress(input)).toMatchObject({
      ok: false,
      reason: 'notFound',
      message: expect.stringContaining('acme/library#1'),
    });
  });
});

describe('a comment', () => {
  it('is written once for its key, calls nobody and closes nothing', async () => {
    const room = await githubRoom();
    const { issue } = begun(room);
    const input = { repository: room.repository, number: issue.number, key: 'gone:1', text: 'For @maria: Fixes #1' };
    for (let i = 0; i < 2; i += 1) expect(await room.activities.comment(input)).toEqual({ ok: true });
    expect(await room.activities.comment({ ...input, text: 'another' })).toEqual({ ok: true });
    expect(issue.data.comments).toHaveLength(1);
    expect(issue.data.comments[0]?.body).not.toMatch(/@maria|#1/);
  });
});
