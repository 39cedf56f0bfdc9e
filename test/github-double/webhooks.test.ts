import { afterEach, beforeEach, expect, it } from '@jest/globals';
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

it('sends of all that happens what GitHub would send, by its own description', async () => {
  github.webhooks.hold();
  github.webhooks.to('http://127.0.0.1:9/', 'secret');
  const number = await thingProposed(github);
  const maya = github.as('maya');
  const rita = github.as('rita');
  maya.issue(1).label('bug').unlabel('bug').edit({ title: 'Other', body: 'Words' });
  maya
    .issue(1)
    .comment('Hello')
    .editComment('Hello again')
    .deleteComment()
    .close('not_planned')
    .reopen()
    .lock()
    .unlock();
  const remarks = [{ path: 'lib/b.js', line: 1, body: 'Why?' }];
  await rita.pull(number).review({ event: 'REQUEST_CHANGES', body: 'Not yet.', remarks });
  const pull = maya.pull(number).reply(0, 'Because.').resolve(0).draft().ready().edit({ title: 'Another' });
  pull.label('bug').comment('Look');
  pull.setCheck({ name: 'test', conclusion: 'failure' });
  pull.setStatus({ state: 'success' });
  await pull.pushCommit({ files: { 'lib/c.js': 'c\n' }, message: 'Add c' });
  const { rest } = octokitOf(github, 'maya');
  await rest.checks.rerequestRun({ ...AT, check_run_id: github.repository('acme/library').checkRuns[0]!.id });
  await rest.issues.createLabel({ ...AT, name: 'new', color: 'ff0000' });
  await rest.issues.updateLabel({ ...AT, name: 'new', description: 'Fresh' });
  await rest.issues.deleteLabel({ ...AT, name: 'new' });
  await rita.pull(number).merge();
  await maya.deleteBranch('thing');
  const books = await github.addRepository('acme/books', { roles: { maya: 'write' } });
  const library = github.as('maya', 'acme/library');
  library.openIssue({ title: 'Astray' }).transfer(books);
  const { number: last } = library.openIssue({ title: 'Gone' });
  github.as('rita', 'acme/library').issue(last).delete();
  const kinds = new Set(github.webhooks.deliveries.map(({ event, action }) => `${event} ${action ?? ''}`.trim()));
  expect([...kinds].sort()).toMatchInlineSnapshot(`
[
  "check_run completed",
  "check_run created",
  "check_run rerequested",
  "check_suite completed",
  "issue_comment created",
  "issue_comment deleted",
  "issue_comment edited",
  "issues closed",
  "issues deleted",
  "issues edited",
  "issues labeled",
  "issues locked",
  "issues opened",
  "issues reopened",
  "issues transferred",
  "issues unlabeled",
  "issues unlocked",
  "label created",
  "label deleted",
  "label edited",
  "pull_request closed",
  "pull_request converted_to_draft",
  "pull_request edited",
  "pull_request labeled",
  "pull_request opened",
  "pull_request ready_for_review",
  "pull_request synchronize",
  "pull_request_review submitted",
  "pull_request_review_comment created",
  "pull_request_review_thread resolved",
  "push",
  "status",
]
`);
});
