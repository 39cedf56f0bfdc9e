// `npm run histories`: records the golden histories that tests replay. Run it when a workflow was changed on purpose,
// and say so in the changelog. Identities of machines are taken out.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { findHome } from '../activities/home.js';
import { SCENARIOS, type Scenario } from '../test/doubles/scenarios.js';
import { FROM_ISSUE, scriptedForge } from '../test/doubles/scripted-forge.js';
import { withScriptedRun } from '../test/doubles/scripted-run.js';
import { openServer } from '../workers/server/open-server.js';
import { PROJECT_ROOT } from './house/source-tree.js';

const FOLDER = join(PROJECT_ROOT, 'test', 'histories');
/** Names of processes and hosts. The SDK's own metadata stays: replay needs the flags in it. */
const PRIVATE_KEYS = new Set(['identity', 'workerVersion', 'binaryChecksum']);

async function record(): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'nightshift-histories-'));
  const home = { ...findHome(process.env), state };
  const server = await openServer({ home, env: process.env, say: console.error, keep: false });
  await mkdir(FOLDER, { recursive: true });
  try {
    for (const scenario of SCENARIOS) await recordScenario(scenario, server);
  } finally {
    await server.release();
    await rm(state, { recursive: true, force: true });
  }
}

async function recordScenario(scenario: Scenario, server: { address: string; namespace: string }): Promise<void> {
  const workflowId = `deliver/local/golden/${scenario.name}`;
  const { forge, activities } = scriptedForge();
  const ofIssue = scenario.fromIssue ? { activities, input: FROM_ISSUE } : {};
  const options = { server, workflowId, script: scenario.script(), terms: scenario.terms, ...ofIssue };
  await withScriptedRun(options, async (run) => {
    await scenario.drive(run, forge);
    await save(`deliver-${scenario.name}`, run.client, workflowId);
    const child = run.asked.calls[0]?.identity.journalKey.replace(/\/turn-\d+$/, '');
    if (child) await save(`candidate-${scenario.name}`, run.client, child);
  });
  console.log(`recorded ${scenario.name}`);
}

async function save(name: string, client: Client, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const plain = JSON.parse(historyToJSON(history)) as unknown;
  const kept = JSON.stringify({ workflowId, history: withoutIdentities(plain) }, null, 1);
  await writeFile(join(FOLDER, `${name}.json`), `${kept}\n`);
}

const SOMEBODY = 'somebody';

function withoutIdentities(value: unknown): unknown {
  // Sticky queues are named after the worker's process and host.
  if (typeof value === 'string') return value.replace(/^\d+@.*$/, SOMEBODY);
  if (Array.isArray(value)) return value.map(withoutIdentities);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !PRIVATE_KEYS.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutIdentities(inner)]));
}

await record();
