// How much somebody may give a run by a comment. They spend the operator's money, so the operator's word holds; where the
// operator set no ceiling, a comment reaches a few times as far as a run does by itself.
import { formatUsd } from '../money.js';
import type { OperatorConfig } from '../operator-config.js';
import { DEFAULT_BUDGET_MICRO_USD } from '../terms.js';

const TIMES_WITHOUT_CEILING = 4;

export type CommentCeiling = Pick<OperatorConfig, 'budgetCeilingMicroUsd' | 'budgetMicroUsd'>;

export function commentCeiling({ budgetCeilingMicroUsd, budgetMicroUsd }: CommentCeiling): number {
  return budgetCeilingMicroUsd ?? (budgetMicroUsd ?? DEFAULT_BUDGET_MICRO_USD) * TIMES_WITHOUT_CEILING;
}

/** Why that much cannot be given, in one sentence; null when it can. */
export function tooMuch(budgetMicroUsd: number, operator: CommentCeiling): string | null {
  const ceiling = commentCeiling(operator);
  if (budgetMicroUsd <= ceiling) return null;
  return (
    `${formatUsd(budgetMicroUsd)} is more than the ${formatUsd(ceiling)} that a comment may give a run here; whoever ` +
    'runs Nightshift can set budgetCeiling in its configuration, or give more there.'
  );
}
