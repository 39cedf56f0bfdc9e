import { describe, expect, it } from '@jest/globals';
import { createGitHub } from '../../../../activities/forge/github/create-github.js';
import { FILES, githubRoom, PLANTED, US } from './github-room.js';

describe('GitHub behind its port', () => {
  it('tells who we are, and what the repository is', async () => {
    const { github, forge } = await githubRoom();
    expect(await github.whoAmI(forge)).toEqual({ ok: true, value: US });
    expect(await github.repository(forge)).toEqual({
      ok: true,
      value: {
        owner: 'acme',
        name: 'library',
        defaultBranch: 'main',
        private: false,
        archived: false,
        fork: false,
        issues: true,
      },
    });
  });

  it('reads a file of the default branch up to a size, and nothing where there is none', async () => {
    const { github, forge } = await githubRoom();
    expect(await github.file(forge, 'src/add.js', 1_000)).toEqual({ ok: true, value: FILES['src/add.js'] });
    expect(await github.file(forge, 'src', 1_000)).toEqual({ ok: true, value: null });
    expect(await github.file(forge, 'nightshift.yml', 1_000)).toEqual({ ok: true, value: null });
    expect(await github.file(forge, 'src/add.js', 3)).toMatchObject({ ok: false, reason: 'invalid' });
  });

  it('says whether a label is there', async () => {
    const { github, forge, double } = await githubRoom();
    expect(await github.hasLabel(forge, 'nightshift')).toEqual({ ok: true, value: false });
    double.as('maria').openIssue({ title: 'x', labels: ['nightshift'] });
    double.settle();
    expect(await github.hasLabel(forge, 'NightShift')).toEqual({ ok: true, value: true });
  });

  it('lists branches by their beginning, also of a repository without any', async () => {
    const { github, forge, double } = await githubRoom();
    await double.as('maria').pushCommit({ branch: 'nightshift/1-a', files: { a: '1' }, message: 'a' });
    await double.as('maria').pushCommit({ branch: 'nightshift/12-b', files: { a: '2' }, message: 'b' });
    expect(await github.branches(forge, 'nightshift/1-')).toEqual({ ok: true, value: ['nightshift/1-a'] });
    await double.addRepository('acme/empty', { roles: { [US]: 'write' } });
    expect(await github.branches({ ...forge, name: 'empty' }, 'nightshift/')).toEqual({ ok: true, value: [] });
  });

  it('reads an issue as it is now, and says where a transferred one went and that a deleted one is gone', async () => {
    const { github, forge, double } = await githubRoom();
    const maria = double.as('maria');
    const issue = maria.openIssue({ title: 'Add a thing', body: null, labels: ['nightshift'] });
    expect(await github.issue(forge, issue.number)).toEqual({
      ok: true,
      value: expect.objectContaining({
        number: 1,
        isPullRequest: false,
        title: 'Add a thing',
        body: '',
        state: 'open',
        author: 'maria',
        labels: ['nightshift'],
        locked: false,
      }),
    });
    const other = await double.addRepository('acme/other', { roles: { maria: 'write', [US]: 'write' } });
    issue.transfer(other);
    expect(await github.issue(forge, issue.number)).toMatchObject({
      ok: false,
      reason: 'notFound',
      message: expect.stringMatching(/transferred: it is .*acme\/other/),
    });
    const second = double.as('ada', 'acme/library').openIssue({ title: 'x' });
    second.delete();
    expect(await github.issue(forge, second.number)).toMatchObject({ ok: false, reason: 'notFound' });
  });

  it('lists what changed, the oldest change first, and nothing while nothing has', async () => {
    const { github, forge, double } = await githubRoom();
    const first = double.as('maria').openIssue({ title: 'one' });
    double.as('maria').openIssue({ title: 'two' });
    double.clock.advance(60_000);
    first.comment('news');
    const seen = await github.changedIssues(forge, { sinceMs: 0, etag: null });
    if (!seen.ok || !seen.value.changed) throw new Error('nothing was seen');
    expect(seen.value.issues.map(({ number }) => number)).toEqual([2, 1]);
    const since = { sinceMs: 0, etag: seen.value.etag };
    expect(await github.changedIssues(forge, since)).toEqual({ ok: true, value: { changed: false } });
    double.as('eve').openIssue({ title: 'three' });
    expect(await github.changedIssues(forge, since)).toMatchObject({ ok: true, value: { changed: true } });
  });

  it('sees changes behind a full page, of which its tag says nothing', async () => {
    const { github, forge, double } = await githubRoom();
    for (let i = 0; i < 120; i += 1) double.as('maria').openIssue({ title: `${i}` });
    const seen = await github.changedIssues(forge, { sinceMs: 0, etag: null });
    expect(seen).toMatchObject({ ok: true, value: { changed: true, etag: null } });
    expect(seen.ok && seen.value.changed && seen.value.issues).toHaveLength(120);
  });

  it('names who set the label last, while it is there', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('eve').openIssue({ title: 'x' });
    const by = () => github.labelledBy(forge, issue.number, 'Nightshift');
    expect(await by()).toEqual({ ok: true, value: null });
    double.as('tim').issue(issue.number).label('nightshift');
    expect(await by()).toEqual({ ok: true, value: 'tim' });
    double.as('tim').issue(issue.number).unlabel('nightshift');
    expect(await by()).toEqual({ ok: true, value: null });
    double.as('maria').issue(issue.number).label('nightshift').label('bug');
    expect(await by()).toEqual({ ok: true, value: 'maria' });
  });

  it('lets write and admin write, and nobody else', async () => {
    const { github, forge } = await githubRoom();
    const may = async (login: string) => (await github.mayWrite(forge, login)) as { ok: true; value: boolean };
    for (const login of ['maria', 'ada', 'acme']) expect([login, (await may(login)).value]).toEqual([login, true]);
    for (const login of ['rita', 'tim', 'eve', 'nobody-of-that-name'])
      expect([login, (await may(login)).value]).toEqual([login, false]);
  });

  it('lets neither a deleted account nor a machine write, whatever GitHub would say of one', async () => {
    const { github, forge, double } = await githubRoom();
    for (const login of ['', 'some-app[bot]', '../collaborators/maria'])
      expect([login, await github.mayWrite(forge, login)]).toEqual([login, { ok: true, value: false }]);
    expect(double.calls).toEqual([]);
  });

  it('reads comments that are new or edited, and reacts once', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x' }).comment('/nightshift run');
    const comments = await github.comments(forge, issue.number, 0);
    if (!comments.ok) throw new Error(comments.message);
    expect(comments.value).toEqual([expect.objectContaining({ author: 'maria', bot: false, body: '/nightshift run' })]);
    const id = comments.value[0]?.id ?? 0;
    for (let i = 0; i < 2; i += 1) expect(await github.react(forge, id, 'eyes')).toEqual({ ok: true, value: null });
    expect(issue.data.comments[0]?.reactions).toHaveLength(1);
    expect(await github.comments(forge, issue.number, double.clock.now() + 60_000)).toEqual({ ok: true, value: [] });
  });

  it('takes a mark that a person quotes for no mark of its own', async () => {
    const { github, forge, double } = await githubRoom();
    // Our token may be a person's own.
    const quote = 'Is that so?\n\n> working\n>\n> <!-- nightshift:status -->';
    const issue = double.as(US).openIssue({ title: 'x' }).comment(quote);
    await github.putComment(forge, issue.number, { key: 'status', text: 'one', edit: true });
    expect(issue.data.comments.map(({ body }) => body.split('\n')[0])).toEqual(['Is that so?', 'one']);
  });

  it('writes one comment for each key, edits it only where its text is another, and leaves those of others alone', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x' }).comment('mine\n\n<!-- nightshift:status -->');
    const put = (text: string, edit = true, key = 'status') =>
      github.putComment(forge, issue.number, { key, text, edit });
    await put('one');
    await put('one');
    await put('two');
    await put('three', false);
    await put('other', true, 'help');
    expect(issue.data.comments.map(({ user, body }) => [user.login, body.split('\n')[0]])).toEqual([
      ['maria', 'mine'],
      [US, 'two'],
      [US, 'other'],
    ]);
    expect(double.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('writes no more than GitHub takes', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x' });
    const put = () => github.putComment(forge, issue.number, { key: 'k', text: 'ä'.repeat(70_000), edit: true });
    for (let i = 0; i < 2; i += 1) expect(await put()).toMatchObject({ ok: true });
    expect(issue.data.comments).toHaveLength(1);
  });

  it('finds its comment behind hundreds of others', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x' });
    for (let i = 0; i < 250; i += 1) issue.comment(`${i}`);
    for (const text of ['one', 'two'])
      await github.putComment(forge, issue.number, { key: 'status', text, edit: true });
    expect(issue.data.comments).toHaveLength(251);
  });

  it('takes away the second comment that a list kept from it', async () => {
    const { github, forge, double } = await githubRoom({ listLagMs: 60_000 });
    const issue = double.as('maria').openIssue({ title: 'x' });
    double.settle();
    for (const text of ['one', 'two'])
      await github.putComment(forge, issue.number, { key: 'status', text, edit: true });
    expect(issue.data.comments).toHaveLength(2);
    double.settle();
    await github.putComment(forge, issue.number, { key: 'status', text: 'three', edit: true });
    expect(issue.data.comments.map(({ body }) => body.split('\n')[0])).toEqual(['three']);
  });

  it('sets one label that says the state, and leaves others alone', async () => {
    const { github, forge, double, routes } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x', labels: ['bug', 'nightshift:paused'] });
    const labels = () => issue.data.labels.map(({ name }) => name);
    await github.setState(forge, issue.number, 'nightshift', 'running');
    expect(labels()).toEqual(['bug', 'nightshift:running']);
    routes();
    await github.setState(forge, issue.number, 'nightshift', 'running');
    expect(routes()).toHaveLength(1);
    await github.setState(forge, issue.number, 'nightshift', null);
    expect(labels()).toEqual(['bug']);
  });

  it('works as a GitHub App, whose words stand under its own name', async () => {
    const { settings, forge, double } = await githubRoom();
    const app = double.app({ slug: 'night', installedOn: { acme: null } });
    const github = createGitHub({ ...settings, app: { id: app.id, privateKeyEnv: 'KEY' } }, { KEY: app.privateKey });
    const issue = double.as('maria').openIssue({ title: 'x' });
    for (const text of ['one', 'two'])
      expect(await github.putComment(forge, issue.number, { key: 'k', text, edit: true })).toMatchObject({ ok: true });
    expect(issue.data.comments.map(({ user }) => user.login)).toEqual([app.login]);
    expect(await github.comments(forge, issue.number, 0)).toMatchObject({ value: [{ bot: true }] });
    expect(await github.token(forge)).toMatchObject({ ok: true, value: expect.stringMatching(/^ghs_/) });
  });

  it('says what cannot be done any more: archived, locked, hidden, and a permission that was withdrawn', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x' });
    const put = () => github.putComment(forge, issue.number, { key: 'k', text: 'x', edit: true });
    const repository = double.repository('acme/library');
    repository.archived = true;
    expect(await put()).toMatchObject({ ok: false, reason: 'readOnly' });
    repository.archived = false;
    repository.roles.set(US, 'read');
    issue.lock();
    expect(await put()).toMatchObject({ ok: false, reason: 'readOnly' });
    repository.roles.delete(US);
    repository.private = true;
    expect(await put()).toMatchObject({
      ok: false,
      reason: 'notFound',
      message: expect.stringContaining('acme/library#1'),
    });
  });

  it('sends nothing that the process was given to keep, whoever wrote the words', async () => {
    const { github, forge, double } = await githubRoom();
    const issue = double.as('maria').openIssue({ title: 'x' });
    await github.putComment(forge, issue.number, { key: 'k', text: `it is ${PLANTED}`, edit: true });
    expect(issue.data.comments[0]?.body).toContain('it is [secret removed]');
  });
});
