// Runs the tests once in the sandbox and makes a `TestRun` of what came out. The report has a fresh name outside the
// tree for each run, so that nothing a candidate commits can be taken for one.
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EndReason } from '../../core/command.js';
import { combineRuns, type NamedRun } from '../../core/validator/combine-runs.js';
import { HELPERS_MOUNT } from '../../core/validator/detect/runner.js';
import { testCommands } from '../../core/validator/test-commands.js';
import { type ParsedReport, toTestRun } from '../../core/validator/to-test-run.js';
import type { ReportFormat, TestCommand, TestRun, ValidatorPlan } from '../../core/validator.js';
import type { Home } from '../home.js';
import { makeOwnedFolder } from '../owned-name.js';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox, type SandboxMount } from '../sandbox/sandbox.js';
import { removeFolder } from '../workspace/tidy-tree.js';
import { parseReport } from './reports/parse-report.js';
import { readReportFile } from './reports/read-report-file.js';

const REPORT_MOUNT = '/report';
const TREE_MOUNT = '/w';
const HELPERS = fileURLToPath(new URL('./helpers/', import.meta.url));

/** No runner watches for changes or writes snapshots when it takes itself to run in CI. */
const TEST_ENVIRONMENT: Readonly<Record<string, string>> = {
  CI: 'true',
  CACHE_DIR: '/tmp/cache',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Each run of tests writes its report into a folder of its own under `reportsIn`. */
export const REPORT_PREFIX = 'run';

export interface TestRunRequest {
  home: Home;
  sandbox: Sandbox;
  /** A fresh checkout; tests may write in it. */
  tree: string;
  mounts: readonly SandboxMount[];
  validator: ValidatorPlan;
  /** Overrides `validator.testTimeoutMs`. */
  timeoutMs?: number;
  signal: AbortSignal;
}

export interface RanTests extends TestRun {
  ended: EndReason;
}

export function reportsIn({ cache }: Pick<Home, 'cache'>): string {
  return join(cache, 'reports');
}

/**
 * Runs all commands of the plan, one after another; the time limit is for all of them together, and one that is not
 * complete is the last. Throws when the run is cancelled; whatever the tests do is data.
 */
export async function runTests(request: TestRunRequest): Promise<RanTests> {
  const { validator, timeoutMs = validator.testTimeoutMs } = request;
  const startedAt = performance.now();
  const runs: NamedRun[] = [];
  let ended: EndReason = 'exited';
  for (const command of testCommands(validator)) {
    const leftMs = Math.max(1, Math.round(timeoutMs - (performance.now() - startedAt)));
    const run = await runCommand({ ...request, timeoutMs: leftMs }, command);
    runs.push({ name: command.name ?? validator.testForPeople, run });
    ended = run.ended;
    if (!run.complete) break;
  }
  return { ...combineRuns(runs), ended };
}

async function runCommand(request: TestRunRequest, test: TestCommand): Promise<RanTests> {
  const { home, sandbox, validator, signal } = request;
  const reports = reportsIn(home);
  await mkdir(reports, { recursive: true });
  const folder = await makeOwnedFolder(reports, REPORT_PREFIX);
  try {
    const reportName = randomUUID();
    const command = await sandbox.run({
      command: test.test.replaceAll('{report}', `${REPORT_MOUNT}/${reportName}`),
      worktree: request.tree,
      mounts: [
        ...request.mounts,
        { source: folder, target: REPORT_MOUNT, access: 'writable' },
        { source: HELPERS, target: HELPERS_MOUNT, access: 'readOnly' },
      ],
      env: { ...TEST_ENVIRONMENT, ...validator.environment },
      network: 'none',
      limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: request.timeoutMs ?? validator.testTimeoutMs },
      signal,
    });
    signal.throwIfAborted();
    const report = await readReport(request, test.reportFormat, join(folder, reportName));
    return { ...toTestRun(command, report), ended: command.reason };
  } finally {
    await removeFolder(folder);
  }
}

async function readReport(
  { sandbox, tree }: TestRunRequest,
  format: ReportFormat,
  path: string,
): Promise<ParsedReport | null> {
  if (format === 'exitCode') return null;
  const file = await readReportFile(path);
  if (!file.ok) return file;
  // Without a sandbox there is no /w, so that the tree's own path stands in the report and would be part of every id.
  const text = sandbox.kind === 'none' ? file.text.replaceAll(tree, TREE_MOUNT) : file.text;
  return withoutSecrets(sandbox, await parseReport(format, text));
}

/** Names and messages of tests become findings, which are stored, told to models and shown to people. */
async function withoutSecrets(sandbox: Sandbox, report: ParsedReport): Promise<ParsedReport> {
  if (!report.ok || !sandbox.redact) return report;
  const texts = await sandbox.redact(report.tests.flatMap(({ id, message }) => [id, message]));
  const tests = report.tests.map((test, index) => {
    return { ...test, id: texts[2 * index] ?? '', message: texts[2 * index + 1] ?? '' };
  });
  return { ok: true, tests };
}
