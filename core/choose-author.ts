// Who writes the acceptance tests. Tests judge everybody's work, so their author should not share the blind spots of
// the generator that works first: another family where there is one, else another model, one step up in price.
import { cheapestFirst, type Generator } from './generator.js';

/** Null only for an empty portfolio. */
export function chooseAuthor(portfolio: readonly Generator[]): Generator | null {
  const [first, ...others] = cheapestFirst(portfolio);
  if (!first) return null;
  const otherModel = others.find(({ provider, model }) => provider !== first.provider || model !== first.model);
  return others.find(({ family }) => family !== first.family) ?? otherModel ?? others[0] ?? first;
}
