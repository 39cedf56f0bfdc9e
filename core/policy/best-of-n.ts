// Best of n: so many fresh tries of the cheapest generator side by side; the first that passes ends the others. Where that
// generator falls away, the next one makes the tries that are missing.
import type { Move } from '../move.js';
import { counts, hasPassed, isRunning, type Policy, type PolicyState, type PolicyTerms } from './policy.js';

export const bestOfN: Policy = { ask };

function ask({ generators, bestOf }: PolicyTerms, state: PolicyState): Move[] {
  if (hasPassed(state)) return [{ kind: 'stop', reason: 'passed' }];
  const missing = bestOf - state.tries.filter(counts).length;
  const [next] = generators.filter(({ name }) => !state.gone.includes(name));
  const free = next !== undefined && !state.busy.includes(next.name);
  if (missing > 0 && free && !state.refused) {
    return Array.from({ length: missing }, (): Move => ({ kind: 'generate', generator: next.name }));
  }
  if (isRunning(state)) return [];
  if (missing <= 0 || !next) return [{ kind: 'stop', reason: 'exhausted' }];
  return [{ kind: 'stop', reason: state.refused ? 'budget' : 'busy' }];
}
