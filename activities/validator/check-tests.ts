// Checks acceptance tests that a model wrote, on the base and with all code emptied, before anybody is judged by them.
// What the base alone cannot show, whether they ask for the right thing, nobody can check here.

import type { ArtifactRef } from '../../core/artifact.js';
import type { CheckTestsInput } from '../../core/author-activities.js';
import { clampMiddle } from '../../core/clamp.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import { acceptanceTests } from '../../core/validator/acceptance.js';
import { firstRunProblems, furtherRunProblems } from '../../core/validator/check-written-tests.js';
import { cleanMessage } from '../../core/validator/clean-message.js';
import { readSuperseded, SUPERSEDED_HEADING } from '../../core/validator/superseded.js';
import type { BaselineResults } from '../../core/validator.js';
import { type CheckedTests, CONTRACT_BYTES_MAX, type HeldOutTests } from '../../core/written-tests.js';
import { readLastMessage } from '../conversation.js';
import { failure } from '../failure.js';
import type { Hands } from '../hands.js';
import type { SandboxMount } from '../sandbox/sandbox.js';
import { scanTexts } from '../secrets/scan-texts.js';
import { filesWithTests, overlayFiles, readAcceptanceFiles } from './acceptance-files.js';
import { acceptanceInput, runEmptied } from './acceptance-runs.js';
import { divideTests, type TestPart } from './divide-tests.js';
import { type CommitRunRequest, runOnCommit } from './run-on-commit.js';

/** Names of tests are a model's words: whatever they are, history and prompt stay small. */
const PROBLEM_CHARS_MAX = 1_000;
const SCAN_TIMEOUT_MS = 60_000;
/** What stands under this heading of the author's last message is the interface that its tests expect. */
const CONTRACT_HEADING = /^#+[ \t]*Interface[ \t]*$/im;

/** Throws when it is cancelled, or when dependencies that the baseline had cannot be installed again. */
export async function checkTests(hands: Hands, input: CheckTestsInput, signal: AbortSignal): Promise<CheckedTests> {
  const { repository, commit, validator } = input;
  const files = await readAcceptanceFiles(hands.ledger.artifacts, input.authored.files);
  const problem = await unfitText(files);
  if (problem !== null) return { ok: false, problems: [problem] };
  const sandbox = hands.sandbox(input.sandbox);
  const at = { repository, baseCommit: commit, commit };
  const dependencies = await hands.dependencies.prepare({ ...at, validator, sandbox, signal });
  if (!dependencies.ok) throw failure('SandboxUnavailable', dependencies.message);
  try {
    return await checkedOnBase(hands, input, files, dependencies.mounts, signal);
  } finally {
    dependencies.release();
  }
}

/** What can be said without running anything. */
async function unfitText(files: AcceptanceFiles): Promise<string | null> {
  if (Object.keys(files).length === 0) {
    return 'There is no new file of tests. Name the files as the tests of this repository are named, and put them where those lie.';
  }
  if (filesWithTests(files).length === 0) return 'No test is declared in your files.';
  const texts = Object.entries(files).map(([path, content]) => ({ path, content }));
  const secrets = await scanTexts(texts, SCAN_TIMEOUT_MS);
  if (secrets === null) return 'Your files take too long to be scanned for secrets; make them smaller.';
  const [first] = secrets;
  if (!first) return null;
  return `${texts[first.text]?.path} holds what looks like a secret. Make up a value that cannot be taken for one.`;
}

async function checkedOnBase(
  hands: Hands,
  input: CheckTestsInput,
  files: AcceptanceFiles,
  mounts: SandboxMount[],
  signal: AbortSignal,
): Promise<CheckedTests> {
  const { home, workspace, ledger } = hands;
  const { repository, commit, validator } = input;
  const request: CommitRunRequest = {
    home,
    workspace,
    repository,
    commit,
    validator,
    sandbox: hands.sandbox(input.sandbox),
    mounts,
    signal,
  };
  const lay = (tree: string) => overlayFiles(tree, files);
  const baseline: BaselineResults = JSON.parse(await ledger.artifacts.get(input.baseline));
  const run = await runOnCommit({ ...request, change: lay });
  const seen = await acceptanceInput(request, files, baseline.stability, run);
  const asked = acceptanceTests(seen);
  const problems = firstRunProblems(seen, asked, validator.testForPeople);
  if (problems.length === 0) {
    const again = await runOnCommit({ ...request, change: lay });
    const emptied = await runEmptied(request, run.durationMs, lay);
    problems.push(...furtherRunProblems(seen, { again, emptied }));
  }
  if (problems.length > 0) return { ok: false, problems: problems.map((one) => cleanMessage(one, PROBLEM_CHARS_MAX)) };
  const { visible, heldOut } = divideTests({ baseline, files, input: seen, asked, holdout: input.holdout });
  const stored = await storePart(hands, visible);
  const message = await lastWords(hands, input);
  const superseded = readSuperseded(message, baseline.stability);
  return {
    ok: true,
    visible: stored.files,
    results: stored.results,
    paths: stored.paths,
    count: stored.count,
    contract: await contractOf(hands, message),
    ...(superseded.tests.length > 0 ? { superseded: superseded.tests } : {}),
    ...(superseded.unknown.length > 0 ? { unknownSuperseded: superseded.unknown } : {}),
    heldOut: heldOut && (await storePart(hands, heldOut)),
  };
}

async function storePart({ ledger }: Hands, { files, results, count }: TestPart): Promise<HeldOutTests> {
  return {
    files: await ledger.artifacts.put(JSON.stringify(files)),
    results: await ledger.artifacts.put(JSON.stringify(results)),
    paths: Object.keys(files).sort(),
    count,
  };
}

/** The text of the author's last message; empty when its try broke off before one. */
async function lastWords({ ledger }: Hands, { authored }: CheckTestsInput): Promise<string> {
  const { role, content } = await readLastMessage(ledger.artifacts, authored.conversation);
  if (role !== 'assistant') return '';
  return typeof content === 'string' ? content : content.map((part) => ('text' in part ? part.text : '')).join('');
}

async function contractOf({ ledger }: Hands, message: string): Promise<ArtifactRef | null> {
  const heading = CONTRACT_HEADING.exec(message);
  const [section = ''] = heading ? message.slice(heading.index + heading[0].length).split(SUPERSEDED_HEADING) : [];
  const contract = section.trim();
  return contract === '' ? null : ledger.artifacts.put(clampMiddle(contract, CONTRACT_BYTES_MAX));
}
