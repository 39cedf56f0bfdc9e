import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from 'octokit';
import type { GitHubDouble } from '../doubles/github/github-double.js';
import { AT, libraryOnGitHub, octokitOf, thingProposed } from './library.js';

let github: GitHubDouble;

beforeEach(async () => {
  github = await libraryOnGitHub();
});

afterEach(async () => {
  const { problems } = github;
  await github.close();
  expect(problems).toEqual([]);
});

describe('issues', () => {
  it('live as they do on GitHub: opened, labelled, talked about, reacted to, closed', async () => {
    const { rest } = octokitOf(github, 'maya');
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
  });
});

describe('pull requests', () => {
  it('live as they do on GitHub: opened, seen to be mergeable, merged, and their issue closed', async () => {
    const maya = github.as('maya');
    maya.openIssue({ title: 'Add a thing' });
    await maya.pushCommit({ branch: 'thing', files: { 'lib/b.js': 'b\n' }, message: 'Add b' });
    const { rest } = octokitOf(github, 'maya');
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
  });

  it('are reviewed: remarks in threads, answers in them, threads resolved and drafts made by GraphQL', async () => {
    const number = await thingProposed(github);
    const { rest, graphql } = octokitOf(github, 'rita');
    const remarks = [{ path: 'lib/b.js', line: 2, body: 'Why twice?' }];
    const review = { ...AT, pull_number: number, event: 'REQUEST_CHANGES' as const, body: 'Not yet.' };
    await rest.pulls.createReview({ ...review, comments: remarks });
    const own = octokitOf(github, 'maya').rest.pulls.createReview({ ...AT, pull_number: number, event: 'APPROVE' });
    await expect(own).rejects.toMatchObject({ status: 422 });
    const { data: reviews } = await rest.pulls.listReviews({ ...AT, pull_number: number });
    expect(reviews.map(({ state, user }) => [state, user?.login])).toEqual([['CHANGES_REQUESTED', 'rita']]);
    const { data: said } = await rest.pulls.listReviewComments({ ...AT, pull_number: number });
    const remark = said[0]!;
    expect(remark).toMatchObject({ path: 'lib/b.js', line: 2, diff_hunk: '@@ -0,0 +1,2 @@\n+b\n+bb' });
    const reply = { ...AT, pull_number: number, comment_id: remark.id, body: 'Done.' };
    const { data: answer } = await octokitOf(github, 'maya').rest.pulls.createReplyForReviewComment(reply);
    expect(answer.in_reply_to_id).toBe(remark.id);
    const query = `query($owner: String!, $name: String!, $number: Int!) {
      repository(owner: $owner, name: $name) { pullRequest(number: $number) { id isDraft
        reviewThreads(first: 10) { pageInfo { hasNextPage } nodes { id isResolved comments(first: 5) { nodes { databaseId } } } } } } }`;
    type Seen = {
      repository: {
        pullRequest: { id: string; isDraft: boolean; reviewThreads: { nodes: { id: string; isResolved: boolean }[] } };
      };
    };
    const look = (): Promise<Seen> => graphql(query, { owner: 'acme', name: 'library', number });
    const { pullRequest } = (await look()).repository;
    const resolve = 'mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }';
    await graphql(resolve, { id: pullRequest.reviewThreads.nodes[0]!.id });
    const draft =
      'mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }';
    await graphql(draft, { id: pullRequest.id });
    const after = (await look()).repository.pullRequest;
    expect([after.isDraft, after.reviewThreads.nodes.map(({ isResolved }) => isResolved)]).toEqual([true, [true]]);
  });

  it('have threads that follow their lines, until these are changed', async () => {
    const number = await thingProposed(github);
    const remarks = [1, 2].map((line) => ({ path: 'lib/b.js', line, body: `About line ${line}` }));
    await github.as('rita').pull(number).review({ event: 'COMMENT', remarks });
    const files = { 'lib/b.js': 'new\nb\nBB\n' };
    await github.as('maya').pull(number).pushCommit({ files, message: 'Shout' });
    const { data } = await octokitOf(github, 'maya').rest.pulls.listReviewComments({ ...AT, pull_number: number });
    expect(data.map(({ original_line, line }) => [original_line, line])).toEqual([
      [1, 2],
      [2, null],
    ]);
  });

  it('are no drafts where the account has none', async () => {
    github.repository('acme/library').hasDrafts = false;
    await github.as('maya').pushCommit({ branch: 'thing', files: { 'lib/b.js': 'b\n' }, message: 'Add b' });
    const wish = { ...AT, title: 'A thing', head: 'thing', base: 'main', draft: true };
    await expect(octokitOf(github, 'maya').rest.pulls.create(wish)).rejects.toMatchObject({ status: 422 });
  });

  it('show checks and statuses of their head, with logs, and run them again when asked', async () => {
    const number = await thingProposed(github);
    const pull = github.as('maya').pull(number);
    const sha = pull.data.pull.headSha;
    const { rest } = octokitOf(github, 'maya');
    const run = pull.setCheck({
      name: 'test',
      conclusion: 'failure',
      log: 'it fails\n',
      output: { title: '1 failed', summary: '' },
    });
    await rest.repos.createCommitStatus({ ...AT, sha, state: 'success', context: 'lint' });
    const { data: before } = await rest.checks.listForRef({ ...AT, ref: sha });
    expect(before.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([['test', 'failure']]);
    const { data: status } = await rest.repos.getCombinedStatusForRef({ ...AT, ref: sha });
    expect([status.state, status.statuses.map(({ context }) => context)]).toEqual(['success', ['lint']]);
    const { data: suites } = await rest.checks.listSuitesForRef({ ...AT, ref: 'thing' });
    expect(suites.check_suites.map(({ conclusion }) => conclusion)).toEqual(['failure']);
    const log = await rest.actions.downloadJobLogsForWorkflowRun({ ...AT, job_id: run.id });
    expect(log.data).toBe('it fails\n');
    await rest.checks.rerequestRun({ ...AT, check_run_id: run.id });
    const { data: after } = await rest.checks.listForRef({ ...AT, ref: sha });
    expect(after.check_runs.map((one) => [one.id === run.id, one.status])).toEqual([[false, 'queued']]);
    expect(run.rerequests).toBe(1);
  });
});

describe('repositories', () => {
  it('are read by REST as git has them: files, refs, commits, differences', async () => {
    await thingProposed(github);
    const { rest } = octokitOf(github, 'maya');
    const { data: file } = await rest.repos.getContent({ ...AT, path: 'lib/a.js' });
    expect('content' in file && Buffer.from(file.content, 'base64').toString()).toBe('one\ntwo\nthree\n');
    const { data: folder } = await rest.repos.getContent({ ...AT, path: 'lib', ref: 'thing' });
    expect(Array.isArray(folder) && folder.map(({ name, type }) => [name, type])).toEqual([
      ['a.js', 'file'],
      ['b.js', 'file'],
    ]);
    await expect(rest.repos.getContent({ ...AT, path: 'none' })).rejects.toMatchObject({ status: 404 });
    const raw = await rest.repos.getContent({ ...AT, path: 'README.md', mediaType: { format: 'raw' } });
    expect(raw.data).toBe('# Library\n');
    const { data: refs } = await rest.git.listMatchingRefs({ ...AT, ref: 'heads/th' });
    expect(refs.map(({ ref }) => ref)).toEqual(['refs/heads/thing']);
    const { data: branch } = await rest.repos.getBranch({ ...AT, branch: 'thing' });
    const { data: ref } = await rest.git.getRef({ ...AT, ref: 'heads/thing' });
    expect(ref.object.sha).toBe(branch.commit.sha);
    const { data: branches } = await rest.repos.listBranches(AT);
    expect(branches.map(({ name }) => name)).toEqual(['main', 'thing']);
    const { data: commits } = await rest.repos.listCommits({ ...AT, sha: 'thing' });
    expect(commits.map(({ commit }) => commit.message)).toEqual(['Add b', 'Begin']);
    const { data: gap } = await rest.repos.compareCommitsWithBasehead({ ...AT, basehead: 'main...thing' });
    expect([gap.status, gap.ahead_by, gap.files?.map(({ filename }) => filename)]).toEqual(['ahead', 1, ['lib/b.js']]);
    const { data: files } = await rest.pulls.listFiles({ ...AT, pull_number: 2 });
    expect(files.map(({ filename, additions, status }) => [filename, additions, status])).toEqual([
      ['lib/b.js', 2, 'added'],
    ]);
    const { data: commit } = await rest.repos.getCommit({ ...AT, ref: 'thing' });
    expect(commit.files?.map(({ patch }) => patch)).toEqual(['@@ -0,0 +1,2 @@\n+b\n+bb']);
    const { data: made } = await rest.git.createRef({ ...AT, ref: 'refs/heads/more', sha: commit.sha });
    await rest.git.deleteRef({ ...AT, ref: made.ref.replace('refs/', '') });
    const { data: whole } = await rest.repos.get(AT);
    expect([whole.default_branch, whole.open_issues_count]).toEqual(['main', 2]);
  });
});

describe('an App', () => {
  it('signs in with its key, takes tokens of its installation and acts under its own name', async () => {
    const { id, login, privateKey } = github.app({ slug: 'nightshift', installedOn: { acme: null } });
    const options = { baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false } };
    const asApp = new Octokit({ ...options, authStrategy: createAppAuth, auth: { appId: id, privateKey } });
    const { data: installation } = await asApp.rest.apps.getRepoInstallation(AT);
    const auth = { appId: id, privateKey, installationId: installation.id };
    const { rest } = new Octokit({ ...options, authStrategy: createAppAuth, auth });
    const { data: issue } = await rest.issues.create({ ...AT, title: 'By a machine' });
    expect(issue.user).toMatchObject({ login, type: 'Bot' });
    expect(login).toBe('nightshift[bot]');
    const { data: seen } = await rest.apps.listReposAccessibleToInstallation();
    expect(seen.repositories.map(({ full_name }) => full_name)).toEqual(['acme/library']);
    const { data: app } = await asApp.rest.apps.getAuthenticated();
    expect(app?.slug).toBe('nightshift');
    const foreign = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const stranger = { appId: id, privateKey: foreign.privateKey };
    const wrong = new Octokit({ ...options, authStrategy: createAppAuth, auth: stranger });
    await expect(wrong.rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
  });
});
