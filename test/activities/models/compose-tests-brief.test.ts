import { expect, test } from '@jest/globals';
import { readMessages } from '../../../activities/conversation.js';
import { composeBrief } from '../../../activities/models/compose-brief.js';
import { composeTestsBrief } from '../../../activities/models/compose-tests-brief.js';
import { singleTaskPlan } from '../../../core/plan.js';
import type { SpecRef } from '../../../core/spec.js';
import { openLedger } from '../ledger/temporary-ledger.js';
import { opened, userRepository } from '../workspace/repositories.js';
import { VALIDATOR } from './model-room.js';

const TITLE = 'Double numbers';
const BODY = '`double` in `src/sums.js` gives twice a number.\n';

async function house() {
  const made = await opened(userRepository({ 'src/sums.js': 'export const add = 1;\n' }));
  const ledger = await openLedger();
  const body = await ledger.artifacts.put(BODY);
  const spec: SpecRef = { title: TITLE, slug: 'double', sha256: '0', body, source: 'SPEC.md', acceptance: null };
  return { ...made, ledger, spec, hands: { ledger, workspace: made.workspace } };
}

test('the author of tests is told the spec, the base, and what was wrong with its first try', async () => {
  const { hands, ledger, repository, base: baseCommit, spec } = await house();
  const input = { repository, baseCommit, spec, validator: VALIDATOR };
  const textOf = async (problems: string[]) => {
    const brief = await composeTestsBrief(hands, { ...input, problems });
    return (await readMessages(ledger.artifacts, brief)).map(({ content }) => String(content));
  };
  const [rules, first] = await textOf([]);
  expect(rules).toContain('## Interface');
  expect(rules).toContain('## Superseded');
  expect(first).toContain(`Task: ${TITLE}\n`);
  expect(first).toContain(BODY);
  expect(first).toContain('export const add = 1;');
  expect(first).not.toContain('An earlier try');
  expect((await textOf(['They all pass.']))[1]).toContain('- They all pass.');
});

test('generators are shown the written tests and the interface that these expect', async () => {
  const { hands, ledger, repository, base: baseCommit, spec } = await house();
  const written = {
    visible: await ledger.artifacts.put(JSON.stringify({ 'test/double.test.js': "test('doubles');\n" })),
    contract: await ledger.artifacts.put('double(a: number): number in src/sums.js'),
  };
  const plan = singleTaskPlan(TITLE);
  const task = plan.tasks[0];
  if (!task) throw new Error('a plan without a task');
  const input = { repository, baseCommit, spec, plan, task, validator: VALIDATOR };
  const textOf = async (shown: typeof written | null) => {
    const brief = await composeBrief(hands, { ...input, written: shown });
    return String((await readMessages(ledger.artifacts, brief))[1]?.content);
  };
  expect(await textOf(written)).toMatch(
    /<tests-\w+>\ntest\/double\.test\.js\ntest\('doubles'\);\n<\/tests-\w+>[\s\S]*<interface-\w+>\ndouble\(a: number\)/,
  );
  expect(await textOf(null)).not.toContain('Acceptance tests');
});

test('generators are told which old tests the spec contradicts, which files are open, and which tests have to pass', async () => {
  const { hands, ledger, repository, base: baseCommit, spec } = await house();
  const superseded = [{ id: 'test/add.test.js > adds', why: 'texts are joined now' }];
  const visible = await ledger.artifacts.put('{}');
  const plan = singleTaskPlan(TITLE);
  const brief = await composeBrief(hands, {
    repository,
    baseCommit,
    spec: { ...spec, acceptancePaths: ['test/pending.test.js'] },
    plan,
    task: plan.tasks[0] ?? { id: '', title: '', description: '', dependsOn: [], paths: [], acceptance: [] },
    validator: { ...VALIDATOR, mayChange: ['test/add.test.js'] },
    written: { visible, contract: null, superseded },
  });
  const text = String((await readMessages(ledger.artifacts, brief))[1]?.content);
  expect(text).toMatch(/<superseded-\w+>\n- test\/add\.test\.js > adds: texts are joined now\n/);
  expect(text).toMatch(/These you may change[^<]*<opened-\w+>\n- test\/add\.test\.js\n/);
  expect(text).toMatch(/have to pass:\s*<pending-\w+>\n- test\/pending\.test\.js\n/);
});
