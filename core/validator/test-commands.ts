// All commands of a plan that run tests, in their order.
import type { TestCommand, ValidatorPlan } from '../validator.js';

export function testCommands(plan: ValidatorPlan): TestCommand[] {
  return [plan, ...(plan.moreTests ?? [])];
}

/** The runners behind them, each once. */
export function runnersOf(plan: ValidatorPlan): string[] {
  return [...new Set(testCommands(plan).flatMap(({ runner }) => runner ?? []))];
}
