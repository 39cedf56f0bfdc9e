// Over budget is a pause: the work so far is in the store, and the run waits for a larger total.
import { type Amount, availableMicroUsd, availableTokens } from '../../core/budget.js';
import { formatUsd } from '../../core/money.js';
import type { TryContext } from './plan-try.js';
import type { RunEnd } from './run.js';
import { budgetRaised, needsBudget } from './wait.js';

/** False when nobody raised the budget in time. */
export function moreBudget(context: TryContext): Promise<boolean> {
  const { needed, why } = shortage(context);
  return budgetRaised(context.run, needed, why);
}

/** Where the run does not wait for it: what it needs is said, and it is for a person to raise the budget. */
export function outOfBudget(context: TryContext): RunEnd {
  const { needed, why } = shortage(context);
  needsBudget(context.run, needed, why);
  return { outcome: 'pausedOut', summary: why };
}

function shortage({ run, refused, state }: TryContext): { needed: Amount; why: string } {
  const { capMicroUsd, capTokens } = run.budget;
  const [leftMicroUsd, leftTokens] = [availableMicroUsd(run.budget), availableTokens(run.budget)];
  const next = state.refused ? `the next try (${state.refused.generator})` : 'the next try';
  const needed = {
    microUsd: Math.max(capMicroUsd, capMicroUsd - leftMicroUsd + refused.microUsd),
    tokens: Math.max(capTokens ?? 0, (capTokens ?? 0) - (leftTokens ?? 0) + refused.tokens),
  };
  const money =
    needed.microUsd > capMicroUsd
      ? `${formatUsd(leftMicroUsd)} is left and ${next} may need ${formatUsd(refused.microUsd)}; raise the budget to ` +
        `${formatUsd(needed.microUsd)} or more to go on`
      : null;
  const tokens =
    capTokens !== null && needed.tokens > capTokens
      ? `${leftTokens} tokens are left and ${next} may need ${refused.tokens}; raise their cap to ${needed.tokens} or ` +
        'more to go on'
      : null;
  return { needed, why: `paused on budget: ${[money, tokens].filter((part) => part !== null).join('; ')}` };
}
