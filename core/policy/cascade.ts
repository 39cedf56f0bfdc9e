// Cascade: the cheapest generator first, its candidate repaired with the findings up to a limit, then the next
// generator. One at a time; the first pass ends it.
import type { Generator } from '../generator.js';
import type { Move } from '../move.js';
import type { Policy, PolicyState, PolicyTerms, Try } from './policy.js';

export const cascade: Policy = { ask };

function ask(terms: PolicyTerms, state: PolicyState): Move[] {
  if (state.tries.some((one) => one.result?.passed)) return [{ kind: 'stop', reason: 'passed' }];
  if (state.tries.some((one) => one.result === null)) return [];
  if (state.refused) return [{ kind: 'stop', reason: 'budget' }];
  for (const generator of terms.generators) {
    const move = nextMoveOf(generator, terms.repairsMax, state.tries);
    if (move) return [move];
  }
  return [{ kind: 'stop', reason: 'exhausted' }];
}

/** What is left to do with one generator: start, repair, or nothing. */
function nextMoveOf(generator: Generator, repairsMax: number, tries: readonly Try[]): Move | null {
  const own = tries.filter((one) => one.move.generator === generator.name);
  if (own.length === 0) return { kind: 'generate', generator: generator.name };
  if (own.some((one) => one.result?.end === 'modelUnavailable')) return null;
  const repairs = own.filter((one) => one.move.kind === 'repair').length;
  const best = bestOf(own);
  if (repairs >= repairsMax || !best) return null;
  return { kind: 'repair', generator: generator.name, parent: best.key };
}

/** The highest score; of equals the latest, which has seen the most findings. */
function bestOf(tries: readonly Try[]): Try | null {
  let best: Try | null = null;
  for (const one of tries) {
    if (!one.result?.judged) continue;
    if (!best?.result || one.result.score >= best.result.score) best = one;
  }
  return best;
}
