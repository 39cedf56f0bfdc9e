import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Octokit } from 'octokit';
import { type GitHubDouble, startGitHub } from '../doubles/github/github-double.js';

const AT = { owner: 'acme', repo: 'library' };

let github: GitHubDouble;

beforeEach(async () => {
  github = await startGitHub();
  await github.addRepository('acme/library', {
    files: { 'README.md': '# Library\n', 'lib/a.js': 'one\ntwo\nthree\n' },
    roles: { maya: 'write', tom: 'triage' },
  });
});

afterEach(() => github.close());

function octokit(login: string): Octokit {
  return new Octokit({
    baseUrl: github.apiUrl,
    auth: github.token(login),
    retry: { enabled: false },
    throttle: { enabled: false },
  });
}

describe('issues', () => {
  it('live as they do on GitHub: opened, labelled, talked about, reacted to, closed', async () => {
    const { rest } = octokit('maya');
    const { data: issue } = await rest.issues.create({ ...AT, title: 'Add a thing', body: 'Please.', labels: ['bug'] });
    await rest.issues.addLabels({ ...AT, issue_number: issue.number, labels: ['nightshift'] });
    const { data: comment } = await rest.issues.createComment({ ...AT, issue_number: issue.number, body: 'Hello' });
    await rest.issues.updateComment({ ...AT, comment_id: comment.id, body: 'Hello again' });
    const once = await rest.reactions.createForIssueComment({ ...AT, comment_id: comment.id, content: 'eyes' });
    const twice = await rest.reactions.createForIssueComment({ ...AT, comment_id: comment.id, content: 'eyes' });
    expect([once.status, twice.status]).toEqual([201, 200]);
    await rest.issues.update({ ...AT, issue_number: issue.number, state: 'closed', state_reason: 'not_planned' });
    const { data: seen } = await rest.issues.get({ ...AT, issue_number: issue.number });
    expect(seen).toMatchObject({
      number: 1,
      state: 'closed',
      state_reason: 'not_planned',
      comments: 1,
      user: { login: 'maya' },
    });
    const { data: events } = await rest.issues.listEvents({ ...AT, issue_number: issue.number });
    expect(events.map(({ event, actor }) => [event, actor?.login])).toEqual([
      ['labeled', 'maya'],
      ['labeled', 'maya'],
      ['closed', 'maya'],
    ]);
    const { data: comments } = await rest.issues.listComments({ ...AT, issue_number: issue.number });
    expect(comments.map(({ body }) => body)).toEqual(['Hello again']);
    const { data: level } = await rest.repos.getCollaboratorPermissionLevel({ ...AT, username: 'tom' });
    expect(level).toMatchObject({ permission: 'read', role_name: 'triage' });
    expect(github.problems).toEqual([]);
  });
});

describe('pull requests', () => {
  it('live as they do on GitHub: opened, seen to be mergeable, merged, and their issue closed', async () => {
    const maya = github.as('maya');
    maya.openIssue({ title: 'Add a thing' });
    await maya.pushCommit({ branch: 'thing', files: { 'lib/b.js': 'b\n' }, message: 'Add b' });
    const { rest } = octokit('maya');
    const { data: pull } = await rest.pulls.create({
      ...AT,
      title: 'A thing',
      body: 'Closes #1',
      head: 'thing',
      base: 'main',
    });
    await expect(rest.pulls.create({ ...AT, title: 'Again', head: 'thing', base: 'main' })).rejects.toMatchObject({
      status: 422,
    });
    const found = await rest.pulls.list({ ...AT, head: 'acme:thing', state: 'all' });
    expect(found.data.map(({ number }) => number)).toEqual([pull.number]);
    const states: string[] = [];
    for (let look = 0; look < 2; look += 1) {
      const { data } = await rest.pulls.get({ ...AT, pull_number: pull.number });
      states.push(data.mergeable_state);
    }
    expect(states).toEqual(['unknown', 'clean']);
    await rest.pulls.merge({ ...AT, pull_number: pull.number, merge_method: 'squash' });
    const { data: issue } = await rest.issues.get({ ...AT, issue_number: 1 });
    expect(issue.state).toBe('closed');
    expect(github.problems).toEqual([]);
  });
});
