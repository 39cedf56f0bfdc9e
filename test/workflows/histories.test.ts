import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { findWorkflowBundle } from '../../workers/workflow-bundle.js';
import { SCENARIOS } from '../doubles/scenarios.js';
import { quiet } from '../setup/quiet.js';

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

beforeAll(quiet);

interface Golden {
  workflowId: string;
  history: unknown;
}

function read(file: string): Golden {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
}

describe('golden histories', () => {
  test('there is one of deliver for each scenario', () => {
    expect(files).toEqual(expect.arrayContaining(SCENARIOS.map((scenario) => `deliver-${scenario.name}.json`)));
  });

  test.each(files)('%s is replayed without a difference', async (file) => {
    const { workflowId, history } = read(file);
    const options = { workflowBundle: { codePath: findWorkflowBundle() } };
    await Worker.runReplayHistory(options, historyFromJSON(history), workflowId);
  });

  test('a history that the code would not make is refused', async () => {
    const { workflowId, history } = read('deliver-first-try-passes.json');
    const changed = JSON.parse(JSON.stringify(history).replaceAll('"openRepository"', '"closeRepository"')) as unknown;
    const options = { workflowBundle: { codePath: findWorkflowBundle() } };
    await expect(Worker.runReplayHistory(options, historyFromJSON(changed), workflowId)).rejects.toThrow(
      /[Nn]ondeterminism|determinism/,
    );
  });

  test('hold no name of a machine or a process', () => {
    for (const file of files) expect(readFileSync(join(FOLDER, file), 'utf8')).not.toMatch(/"identity"|\d+@/);
  });
});
