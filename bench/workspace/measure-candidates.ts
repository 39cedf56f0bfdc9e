// Sixteen candidates of one task at once on a cold cache: how often the setup ran, and what a candidate pays that comes
// when it is done.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrepareInput } from '../../activities/hands.js';
import type { Sandbox } from '../../activities/sandbox/sandbox.js';
import { createDependencyCache } from '../../activities/validator/dependencies/dependency-cache.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import { DEFAULT_VALIDATOR_TERMS } from '../../core/terms.js';
import { detectPlan } from '../../core/validator/detect/detect-plan.js';
import type { ValidatorPlan } from '../../core/validator.js';
import type { Figure } from '../support/bench.js';
import { type BenchPlace, median, timed } from './bench-place.js';
import { git } from './large-repository.js';

const CANDIDATES = 16;
const READY_ROUNDS = 9;
const RUN = 'bench.1';
/** Takes a moment, as installations do, and leaves something to mount. */
const SETUP = 'sleep 2; mkdir -p node_modules/dependency; echo installed > node_modules/dependency/index.js';

export async function measureCandidates({ folder, home, sandbox }: BenchPlace): Promise<Figure[]> {
  const dir = join(folder, 'small');
  await mkdir(dir);
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'small', scripts: { test: 'node --test' } }));
  await git(dir, 'init', '--quiet', '--initial-branch', 'main');
  await git(dir, 'add', '--all');
  await git(dir, '-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '-m', 'The base');
  const workspace = createWorkspace({ home });
  const repository = await findRepository(dir);
  const { baseCommit } = await workspace.open(repository, RUN);
  const counted = countingSetups(sandbox);
  const signal = new AbortController().signal;
  const at = { repository, baseCommit, commit: baseCommit };
  const input: PrepareInput = { ...at, validator: planWithSetup(), sandbox: counted.sandbox, signal };
  const prepare = async () => {
    const prepared = await createDependencyCache({ home, workspace }).prepare(input);
    if (!prepared.ok) throw new Error(prepared.message);
    prepared.release();
  };
  const together = await timed(() => Promise.all(Array.from({ length: CANDIDATES }, prepare)));
  const readyMs: number[] = [];
  for (let round = 0; round < READY_ROUNDS; round++) readyMs.push(await timed(prepare));
  return [
    { name: 'setupsForSixteenCandidates', value: counted.setups(), goal: '= 1' },
    { name: 'sixteenPreparedMs', value: Math.round(together), goal: null },
    { name: 'readySetupMs', value: Math.round(median(readyMs)), goal: null },
  ];
}

function planWithSetup(): ValidatorPlan {
  const facts = { files: ['package.json'], texts: {} };
  const plan = detectPlan(facts, { ...DEFAULT_VALIDATOR_TERMS, setup: SETUP, test: 'node --test' });
  if (!plan) throw new Error('a test command was given, so there is a plan');
  return plan;
}

/** A sandbox that counts the runs in which packages may be fetched. */
function countingSetups(sandbox: Sandbox): { sandbox: Sandbox; setups: () => number } {
  let setups = 0;
  return {
    sandbox: {
      ...sandbox,
      run(request) {
        if (request.network === 'registries') setups += 1;
        return sandbox.run(request);
      },
    },
    setups: () => setups,
  };
}
