// Starts the workflow of a spec: the one way for specs from files and from issues alike.
import { stripVTControlCharacters } from 'node:util';
import { type Client, type WorkflowHandle, WorkflowIdReusePolicy } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Artifacts } from '../../activities/ledger/ledger.js';
import type { RecordSpecInput } from '../../core/activities.js';
import { clampMiddle } from '../../core/clamp.js';
import { type DeliverInput, runName, WORKFLOW_TYPES } from '../../core/deliver.js';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import { SEARCH_ATTRIBUTES } from '../../core/search-attributes.js';
import type { SpecRef } from '../../core/spec.js';
import type { Outcome, Stage } from '../../core/status.js';
import type { ParsedSpec } from '../../schemas/spec.js';

/** What stands in a run's memo from its start; the workflow adds `details` at its end. */
export interface RunMemo {
  title: string;
  source: string;
  specSha256: string;
  repositoryName: string;
  repositoryUrl: string;
  generation: number;
  /** What asked for it, so that asking again for the same reason is known. Absent: a person at the keyboard. */
  order?: string;
}

/** A spec that was read and whose texts are not stored yet. */
export interface SpecText extends ParsedSpec {
  sha256: string;
  slug: string;
  source: string;
}

export interface StartOrder {
  deliverId: string;
  taskQueue: string;
  input: DeliverInput;
  order?: string;
}

const SUMMARY_BYTES_MAX = 200;

/** Throws `WorkflowExecutionAlreadyStartedError` when that run, or for a first generation any before it, is there. */
export function startDeliver(
  client: Client,
  { deliverId, taskQueue, input, order }: StartOrder,
): Promise<WorkflowHandle> {
  const { spec, repository, generation } = input;
  return client.workflow.start(WORKFLOW_TYPES.deliver, {
    workflowId: deliverId,
    taskQueue,
    args: [input],
    workflowIdReusePolicy:
      generation === 1 ? WorkflowIdReusePolicy.REJECT_DUPLICATE : WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    staticSummary: oneLine(spec.title),
    staticDetails: oneLine(`${spec.source} for ${repository.name}, generation ${generation}`),
    memo: { ...memoOf(input), ...(order === undefined ? {} : { order }) },
    typedSearchAttributes: attributesOf(input),
  });
}

/** What the run itself records as its first step. */
export function recordOf({ spec, repository, terms, generation }: DeliverInput, deliverId: string): RecordSpecInput {
  const run = runName(spec.slug, generation);
  const { budgetMicroUsd } = terms;
  return { deliverId, generation, run, spec, repository, budgetMicroUsd, startedAtMs: Date.now() };
}

export async function storeSpec(artifacts: Artifacts, spec: SpecText): Promise<SpecRef> {
  const { title, slug, sha256, source, acceptancePaths, mayChange } = spec;
  const body = await artifacts.put(spec.body);
  const acceptance = spec.acceptanceFiles ? await artifacts.put(JSON.stringify(spec.acceptanceFiles)) : null;
  return {
    title,
    slug,
    sha256,
    body,
    source,
    acceptance,
    ...(acceptancePaths.length > 0 ? { acceptancePaths } : {}),
    ...(mayChange.length > 0 ? { mayChange } : {}),
  };
}

function memoOf({ spec, repository, generation }: DeliverInput): RunMemo {
  return {
    title: spec.title,
    source: spec.source,
    specSha256: spec.sha256,
    repositoryName: repository.name,
    repositoryUrl: repository.url,
    generation,
  };
}

function attributesOf({ repository, terms, issue }: DeliverInput): SearchAttributePair[] {
  const types = SEARCH_ATTRIBUTES;
  return [
    { key: defineSearchAttributeKey('Repo', types.Repo), value: repository.name },
    { key: defineSearchAttributeKey('Stage', types.Stage), value: 'prepare' satisfies Stage },
    { key: defineSearchAttributeKey('Outcome', types.Outcome), value: 'running' satisfies Outcome },
    { key: defineSearchAttributeKey('BudgetUsd', types.BudgetUsd), value: terms.budgetMicroUsd / MICRO_USD_PER_USD },
    { key: defineSearchAttributeKey('SpentUsd', types.SpentUsd), value: 0 },
    ...(issue ? [{ key: defineSearchAttributeKey('IssueNumber', types.IssueNumber), value: issue.number }] : []),
  ];
}

function oneLine(text: string): string {
  const line = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return clampMiddle(line, SUMMARY_BYTES_MAX).replace(/\s+/g, ' ');
}
