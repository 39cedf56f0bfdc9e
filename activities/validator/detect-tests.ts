// The activity behind `detectTests`: reads the few files that say how a repository is tested, and lets the pure rules
// decide.
import type { DetectInput, ValidatorActivities } from '../../core/activities.js';
import { detectPlan } from '../../core/validator/detect/detect-plan.js';
import { PYTHON_TEST_FILE } from '../../core/validator/detect/detect-python.js';
import { FACT_FILES, type RepositoryFacts } from '../../core/validator/detect/repository-facts.js';
import type { Workspace } from '../workspace/workspace.js';

const FACT_FILE_BYTES_MAX = 1_000_000;
/** Test files that are read to tell pytest from unittest. */
const SAMPLE_TEST_FILES_MAX = 5;

export async function detectTests(
  workspace: Workspace,
  input: DetectInput,
): ReturnType<ValidatorActivities['detectTests']> {
  const plan = detectPlan(await readFacts(workspace, input), input.terms);
  if (plan) return { ok: true, ...plan };
  return {
    ok: false,
    reason: 'noTestCommand',
    message:
      `No test command was found in ${input.repository.name}: neither a "test" script in package.json, nor Python ` +
      'tests, a go.mod or a Makefile target "test". Name it with --test "COMMAND", or in nightshift.yml as ' +
      'validator: { test: COMMAND }.',
    log: null,
  };
}

async function readFacts(workspace: Workspace, { repository, commit }: DetectInput): Promise<RepositoryFacts> {
  const files = (await workspace.listFiles(repository, commit)).map((file) => file.path);
  const samples = files.filter((file) => PYTHON_TEST_FILE.test(file)).slice(0, SAMPLE_TEST_FILES_MAX);
  const wanted = [...FACT_FILES.filter((file) => files.includes(file)), ...samples];
  const texts = await workspace.readFiles(repository, commit, wanted, FACT_FILE_BYTES_MAX);
  return { files, texts: Object.fromEntries(texts) };
}
