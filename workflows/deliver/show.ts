// What a run shows of itself: current details in the UI, and search attributes for lists.

import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { renderDetails } from '../../core/details.js';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import { SEARCH_ATTRIBUTES } from '../../core/search-attributes.js';
import type { Stage } from '../../core/status.js';
import { type Run, statusOf } from './run.js';

const stageKey = defineSearchAttributeKey('Stage', SEARCH_ATTRIBUTES.Stage);
const outcomeKey = defineSearchAttributeKey('Outcome', SEARCH_ATTRIBUTES.Outcome);
const spentKey = defineSearchAttributeKey('SpentUsd', SEARCH_ATTRIBUTES.SpentUsd);
const budgetKey = defineSearchAttributeKey('BudgetUsd', SEARCH_ATTRIBUTES.BudgetUsd);

/** Shows what is being done now. Costs no event. */
export function show(run: Run, doing: string): void {
  run.doing = doing;
  setCurrentDetails(renderDetails(statusOf(run)));
}

/** Enters a stage, which lists and searches can see. */
export function enterStage(run: Run, stage: Stage, doing: string): void {
  run.stage = stage;
  show(run, doing);
  upsertSearchAttributes([{ key: stageKey, value: stage }]);
}

/** Brings dollars and outcome in lists up to date: when a candidate ends, when the budget changes, and at the end. */
export function showMoney(run: Run): void {
  upsertSearchAttributes([
    { key: spentKey, value: run.budget.spentMicroUsd / MICRO_USD_PER_USD },
    { key: budgetKey, value: run.budget.capMicroUsd / MICRO_USD_PER_USD },
    { key: outcomeKey, value: run.outcome },
  ]);
}

/** Leaves the last details in the memo, where they can be read without a worker. */
export function keepDetails(run: Run): string {
  const details = renderDetails(statusOf(run));
  upsertMemo({ details });
  return details;
}
