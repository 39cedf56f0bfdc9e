// The activity behind `detectTests`: reads the few files that say how a repository is tested, and lets the pure rules
// decide.
import type { DetectInput, ValidatorActivities } from '../../core/activities.js';
import { detectPlan } from '../../core/validator/detect/detect-plan.js';
import { PYTHON_TEST_FILE } from '../../core/validator/detect/detect-python.js';
import { memberManifests } from '../../core/validator/detect/node-workspaces.js';
import { otherProjects } from '../../core/validator/detect/other-projects.js';
import { FACT_FILES, type RepositoryFacts } from '../../core/validator/detect/repository-facts.js';
import type { Workspace } from '../workspace/workspace.js';

const FACT_FILE_BYTES_MAX = 1_000_000;
/** Test files that are read to tell pytest from unittest. */
const SAMPLE_TEST_FILES_MAX = 5;

export async function detectTests(
  workspace: Workspace,
  input: DetectInput,
): ReturnType<ValidatorActivities['detectTests']> {
  const facts = await readFacts(workspace, input);
  const plan = detectPlan(facts, input.terms);
  if (plan) return { ok: true, ...plan };
  return {
    ok: false,
    reason: 'noTestCommand',
    message:
      `No test command was found in ${input.repository.name}: neither a "test" script in package.json, nor Python ` +
      'tests, a go.mod, Cargo.toml, pom.xml or build.gradle, nor a Makefile target "test". Name it with ' +
      `--test "COMMAND", or in nightshift.yml as validator: { test: COMMAND }.${hint(otherProjects(facts))}`,
    log: null,
  };
}

/** How tests in a folder below the top are named. */
function hint([first, ...more]: readonly string[]): string {
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const folder = first.slice(0, first.lastIndexOf('/'));
  return ` There is ${first}${others}: setup: cd ${folder} && ..., test: cd ${folder} && ...`;
}

async function readFacts(workspace: Workspace, { repository, commit }: DetectInput): Promise<RepositoryFacts> {
  const files = (await workspace.listFiles(repository, commit)).map((file) => file.path);
  const samples = files.filter((file) => PYTHON_TEST_FILE.test(file)).slice(0, SAMPLE_TEST_FILES_MAX);
  const wanted = [...FACT_FILES.filter((file) => files.includes(file)), ...samples];
  const texts = Object.fromEntries(await workspace.readFiles(repository, commit, wanted, FACT_FILE_BYTES_MAX));
  const members = memberManifests({ files, texts });
  if (members.length === 0) return { files, texts };
  const manifests = await workspace.readFiles(repository, commit, members, FACT_FILE_BYTES_MAX);
  return { files, texts: { ...texts, ...Object.fromEntries(manifests) } };
}
