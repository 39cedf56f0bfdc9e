// How much a run may spend: the flag, else the repository's choice, else the operator's, else the default; never more
// than the ceiling. A repository alone can never raise what the operator would spend.
import { formatUsd } from '../../core/money.js';
import { DEFAULT_BUDGET_MICRO_USD } from '../../core/terms.js';
import { usageProblem } from '../problem.js';

export interface BudgetSources {
  flagMicroUsd: number | null;
  repositoryMicroUsd: number | null;
  operatorMicroUsd: number | null;
  ceilingMicroUsd: number | null;
  /** The operator's file, as messages name it. */
  operatorFile: string;
}

/** The budget in micro-dollars. Throws `CliProblem` when someone chose more than they may. */
export function budgetOf(sources: BudgetSources): number {
  const { flagMicroUsd, repositoryMicroUsd, operatorMicroUsd, ceilingMicroUsd, operatorFile } = sources;
  const ceiling = ceilingMicroUsd ?? Number.POSITIVE_INFINITY;
  if (flagMicroUsd !== null) return withinCeiling(flagMicroUsd, ceilingMicroUsd, operatorFile);
  const operators = operatorMicroUsd ?? Math.min(DEFAULT_BUDGET_MICRO_USD, ceiling);
  if (operators > ceiling) {
    throw usageProblem(
      `${operatorFile}: budget: ${formatUsd(operators)} is more than budgetCeiling, ${formatUsd(ceiling)}; lower the one or raise the other`,
    );
  }
  if (repositoryMicroUsd === null) return operators;
  const allowed = ceilingMicroUsd ?? operators;
  if (repositoryMicroUsd <= allowed) return repositoryMicroUsd;
  throw usageProblem(
    `nightshift.yml: budget: ${formatUsd(repositoryMicroUsd)} is more than the ${formatUsd(allowed)} that a repository ` +
      `may choose here; give --budget yourself, or set budgetCeiling in ${operatorFile}`,
  );
}

/** The budget itself. Throws `CliProblem` when it is above the ceiling, which null leaves open. */
export function withinCeiling(budgetMicroUsd: number, ceilingMicroUsd: number | null, operatorFile: string): number {
  if (ceilingMicroUsd === null || budgetMicroUsd <= ceilingMicroUsd) return budgetMicroUsd;
  throw usageProblem(
    `a budget of ${formatUsd(budgetMicroUsd)} is more than the ceiling of ${formatUsd(ceilingMicroUsd)}; give less, or ` +
      `raise budgetCeiling in ${operatorFile} (or NIGHTSHIFT_BUDGET_CEILING)`,
  );
}
