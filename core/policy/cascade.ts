// Cascade: the cheapest generator first, its candidate repaired with the findings up to a limit, then the next
// generator. One at a time; the first pass ends it. A generator that is busy is passed over and comes back later.
import { highest } from '../best-candidate.js';
import type { Generator } from '../generator.js';
import type { Move } from '../move.js';
import { counts, hasPassed, isRunning, type Policy, type PolicyState, type PolicyTerms, type Try } from './policy.js';

export const cascade: Policy = { ask };

function ask(terms: PolicyTerms, state: PolicyState): Move[] {
  if (hasPassed(state)) return [{ kind: 'stop', reason: 'passed' }];
  if (isRunning(state)) return [];
  if (state.refused) return [{ kind: 'stop', reason: 'budget' }];
  let waits = false;
  for (const generator of terms.generators) {
    if (state.gone.includes(generator.name)) continue;
    const move = nextMoveOf(generator, terms.repairsMax, state.tries);
    if (!move) continue;
    if (!state.busy.includes(generator.name)) return [move];
    waits = true;
  }
  return [{ kind: 'stop', reason: waits ? 'busy' : 'exhausted' }];
}

/** What is left to do with one generator: start, repair, or nothing. */
function nextMoveOf(generator: Generator, repairsMax: number, tries: readonly Try[]): Move | null {
  const own = tries.filter((one) => one.move.generator === generator.name && counts(one));
  if (own.length === 0) return { kind: 'generate', generator: generator.name };
  const repairs = own.filter((one) => one.move.kind === 'repair').length;
  const judged = own.filter(({ result }) => result?.judged);
  const best = highest(judged, ({ result }) => result?.score ?? 0);
  if (repairs >= repairsMax || !best) return null;
  return { kind: 'repair', generator: generator.name, parent: best.key };
}
