// One run with a given number of candidates, none of which passes, and what the server keeps of it.
import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { ArtifactRef } from '../../core/artifact.js';
import type { Conversation } from '../../core/candidate.js';
import { DEFAULT_VALIDATOR_TERMS } from '../../core/terms.js';
import { detectPlan } from '../../core/validator/detect/detect-plan.js';
import type { Verdict } from '../../core/validator.js';
import { aVerdict } from '../../test/doubles/records.js';
import type { Script } from '../../test/doubles/scripted-activities.js';
import { type ScriptedRunOptions, scriptedGenerator, withScriptedRun } from '../../test/doubles/scripted-run.js';

/** With the first try of each generator; together they make 1, 10 and 50. */
const TRIES_OF_A_GENERATOR = 5;
const TURNS = 3;
const PREVIEW =
  'You work in a git repository at /w. The task: round the price of every parcel up to the next cent, as the spec'.padEnd(
    120,
    '.',
  );
const BUDGET_MICRO_USD = 900_000_000;

export interface HistorySize {
  candidates: number;
  events: number;
  bytes: number;
}

/** Of the run's own history and those of its tries, all together. */
export async function measureHistories(server: ScriptedRunOptions['server'], candidates: number): Promise<HistorySize> {
  const generators = Math.ceil(candidates / TRIES_OF_A_GENERATOR);
  const options: ScriptedRunOptions = {
    server,
    workflowId: `deliver/local/0123456789ab/history-${candidates}`,
    script: longScript(),
    timeout: '20 minutes',
    activities: { detectTests: async () => detected() },
    terms: {
      budgetMicroUsd: BUDGET_MICRO_USD,
      portfolio: Array.from({ length: generators }, (_, index) =>
        scriptedGenerator(`vendor/model-${index}`, 1_000_000),
      ),
      repairsMax: candidates / generators - 1,
    },
  };
  return withScriptedRun(options, async ({ client, handle, asked }) => {
    await handle.result();
    if (asked.judged.length !== candidates) throw new Error(`${asked.judged.length} candidates, not ${candidates}`);
    return { candidates, ...(await sizeOf(client, handle.workflowId)) };
  });
}

async function sizeOf(client: Client, workflowId: string): Promise<{ events: number; bytes: number }> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const children = (events ?? []).flatMap(({ childWorkflowExecutionStartedEventAttributes: child }) =>
    child?.workflowExecution?.workflowId ? [child.workflowExecution.workflowId] : [],
  );
  const size = { events: 0, bytes: 0 };
  for (const id of [workflowId, ...children]) {
    const described = await client.workflow.getHandle(id).describe();
    size.events += described.historyLength;
    size.bytes += described.historySize ?? 0;
  }
  return size;
}

/** Three turns, two of which run a tool, and a verdict with one broken test: texts as long as those of real runs. */
function longScript(): Script {
  const turns = new Map<string, number>();
  return {
    callModel: async ({ identity, conversation }) => {
      const turn = (turns.get(identity.attempt) ?? 0) + 1;
      turns.set(identity.attempt, turn);
      return {
        ok: true,
        conversation: stored(conversation.bytes + 2_345, conversation.messages + 1),
        said:
          turn < TURNS ? `bash: sed -n '1,120p' src/parcel-${turn}.js && npm test` : 'Each price is rounded up now.',
        toolCalls: turn < TURNS ? 1 : 0,
        ...(turn < TURNS ? { calls: `${identity.attempt} ${turn}`.slice(-16).padStart(16, '0') } : {}),
        chargedMicroUsd: 12_345,
        usage: { inputTokens: 23_456, cachedInputTokens: 21_000, cacheWriteTokens: 0, outputTokens: 456 },
        replayed: false,
      };
    },
    runTools: ({ conversation }) => ({
      commit: sha(conversation.bytes).slice(0, 40),
      conversation: stored(conversation.bytes + 4_321, conversation.messages + 1),
      ended: 'exit 1 in 12.3 s',
      failing: sha(conversation.bytes).slice(0, 16),
    }),
    judge: async ({ commit }) => failing(commit),
  };
}

function failing(commit: string): Verdict {
  const message =
    'test/parcel.test.js > rounds a price up: Expected values to be strictly equal: 12.34 !== 12.35 at TestContext';
  return aVerdict({
    passed: false,
    reason: 'regression',
    score: 0.952,
    findings: artifact(4_000),
    findingCount: 1,
    firstFinding: message.padEnd(200, '.'),
    counts: { total: 21, passed: 20, failed: 1, skipped: 0 },
    tampered: ['test/parcel.test.js'],
    judgedCommit: sha(commit).slice(0, 40),
    log: artifact(20_000),
    testsMs: 2_345,
  });
}

/** As for any repository of Node: what is protected goes with each judgement. */
function detected() {
  const manifest = JSON.stringify({ scripts: { test: 'node --test' } });
  const facts = { files: ['package.json', 'test/parcel.test.js'], texts: { 'package.json': manifest } };
  const plan = detectPlan(facts, DEFAULT_VALIDATOR_TERMS);
  if (!plan) throw new Error('no tests were found');
  return { ok: true as const, ...plan };
}

function stored(bytes: number, messages: number): Conversation {
  return { head: artifact(bytes), bytes, messages };
}

function artifact(bytes: number): ArtifactRef {
  return { sha256: sha(bytes), bytes, preview: PREVIEW };
}

function sha(of: number | string): string {
  return createHash('sha256').update(String(of)).digest('hex');
}
