// One more run after a pass, with failing tests at the end of each protected test file: a result is believed only when
// all of those fail. The base is asked only where one did not, since it may be that no such test can fail there.
import { randomUUID } from 'node:crypto';
import type { CanaryFile, NameCanary } from '../../core/validator/canary/canary.js';
import { canaryFile } from '../../core/validator/canary/canary-file.js';
import { allFailed, judgeCanaries } from '../../core/validator/canary/judge-canaries.js';
import { PROTECTED_GLOBS, TEST_GLOBS } from '../../core/validator/protected-globs.js';
import { runnersOf, testCommands } from '../../core/validator/test-commands.js';
import { fileOfTest, isWholeFile } from '../../core/validator/test-id.js';
import type { BaselineResults, CanaryReport, Finding, TestRun } from '../../core/validator.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { declaresTests, overlayFiles } from './acceptance-files.js';
import { type Judging, runOn } from './judging.js';
import { pathMatcher } from './path-matcher.js';
import type { RanTests } from './run-tests.js';
import { writeInTree } from './tree-files.js';

/** A test file that is larger carries no canary. */
const TEST_FILE_BYTES_MAX = 1_000_000;
const TEST_FILES_MAX = 2_000;
const NAME_DIGITS = 5;
const isTestFile = pathMatcher(TEST_GLOBS);

export interface CanaryOutcome {
  report: CanaryReport;
  /** Why the result cannot be believed; empty when it can. */
  findings: Finding[];
  /** The run where it was cut short, so that it says nothing; else null. */
  cutShort: RanTests | null;
}

/** `passed` is the run that passed, of the same commit. */
export async function runCanaries(
  judging: Judging,
  judgedCommit: string,
  passed: TestRun,
  mounts: SandboxMount[],
): Promise<CanaryOutcome> {
  const startedAt = performance.now();
  const { files, without } = await canaryFiles(judging, judgedCommit, passed);
  const done = (findings: Finding[], note: string, cutShort: RanTests | null = null): CanaryOutcome => {
    const canaries = countCanaries(files);
    const durationMs = Math.round(performance.now() - startedAt);
    return { report: { files: files.length, canaries, note, durationMs }, findings, cutShort };
  };
  if (files.length === 0) return done([], noneNote(judging));
  const left =
    without === 0 ? '' : `${without} test files can carry no test that has to fail, so nobody looked behind them`;
  const run = await runOn(judging, judgedCommit, mounts, (tree) => putCanaries(tree, files));
  if (run.ended !== 'exited') return done([], left, run);
  if (allFailed(files, run)) return done([], left);
  const onBase = await runOn(judging, judging.input.baseCommit, mounts, async (tree) => {
    await overlayFiles(tree, judging.acceptance);
    await putCanaries(tree, files);
  });
  const { findings, unusable } = judgeCanaries(files, run, onBase, await filesOfBase(judging));
  const proved = unusable === 0 ? '' : didNotFail(unusable, files);
  return done(findings, [left, proved].filter((note) => note !== '').join('; '));
}

/** An acceptance file may replace one of the base, whose own then says nothing about it. */
async function filesOfBase({ hands, input, acceptance }: Judging): Promise<(path: string) => boolean> {
  const { stability }: BaselineResults = JSON.parse(await hands.ledger.artifacts.get(input.baseline));
  const ran = Object.keys(stability).filter((id) => !isWholeFile(id) && stability[id] === 'stablePass');
  const files = new Set(ran.map(fileOfTest));
  return (path) => files.has(path) && !Object.hasOwn(acceptance, path);
}

interface FilesWithCanaries {
  files: CanaryFile[];
  /** How many test files can carry none. */
  without: number;
}

async function canaryFiles(
  { workspace, input, plan }: Judging,
  commit: string,
  run: TestRun,
): Promise<FilesWithCanaries> {
  const runners = runnersOf(input.validator);
  if (runners.length === 0) return { files: [], without: 0 };
  const tracked = (await workspace.listFiles(input.repository, commit)).map((file) => file.path);
  const named = new Set(run.tests.map((test) => fileOfTest(test.id)));
  const isProtected = pathMatcher(PROTECTED_GLOBS);
  const others = new Set(plan.testFiles);
  const inReport = tracked.filter((path) => named.has(path) && (isProtected(path) || others.has(path)));
  const paths = (inReport.length > 0 ? inReport : tracked.filter(isTestFile)).slice(0, TEST_FILES_MAX);
  const texts = await workspace.readFiles(input.repository, commit, paths, TEST_FILE_BYTES_MAX);
  const name = namer();
  const passed = passedByFile(run);
  const files = [...texts].flatMap(([path, text]) => {
    // Where the report names no files, those that help others stand among them.
    if (inReport.length === 0 && !declaresTests(text)) return [];
    const file = { path, text, passed: passed.get(path) ?? [] };
    const made = runners.flatMap((runner) => canaryFile(runner, file, name) ?? []);
    // Of several runners in one language nobody knows here which one runs the file.
    return made.length === 1 ? made : [];
  });
  return { files, without: inReport.length > 0 ? paths.length - files.length : 0 };
}

function passedByFile(run: TestRun): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const { id, status } of run.tests) {
    if (status !== 'passed') continue;
    const ids = byFile.get(fileOfTest(id));
    if (ids) ids.push(id);
    else byFile.set(fileOfTest(id), [id]);
  }
  return byFile;
}

/** Names that cannot be known before, and of which none begins another. */
function namer(): NameCanary {
  const token = `c${randomUUID().replaceAll('-', '')}`;
  let count = 0;
  return () => {
    count += 1;
    return `${token}_${String(count).padStart(NAME_DIGITS, '0')}`;
  };
}

async function putCanaries(tree: string, files: readonly CanaryFile[]): Promise<void> {
  for (const { path, body, text } of files) await writeInTree(tree, path, `${body}${text}`);
}

function countCanaries(files: readonly CanaryFile[]): number {
  return files.reduce((sum, file) => sum + file.names.length, 0);
}

function didNotFail(unusable: number, files: readonly CanaryFile[]): string {
  return `of ${countCanaries(files)} tests that have to fail, added to look behind the tests, ${unusable} do not on the base either, so they show nothing`;
}

function noneNote({ input }: Judging): string {
  const { testForPeople } = input.validator;
  if (testCommands(input.validator).every(({ reportFormat }) => reportFormat === 'exitCode'))
    return `no look behind the tests: "${testForPeople}" tells of no single test`;
  return `no look behind the tests: nobody knows how to add one for ${runnersOf(input.validator).join(' and ') || 'this runner'}`;
}
