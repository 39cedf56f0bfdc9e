// One message for all generators that cannot be used: what is wrong with each, and where a price is what they lack, the
// lines that would give them one.
import type { WantedPrice } from '../../activities/models/generators.js';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { Price, Rates } from '../../core/price.js';

export interface Refused {
  problem: string;
  wantsPrice: WantedPrice | null;
}

/** No price of anything: figures that show the form. */
const SAMPLE_FIGURES = '{ input: 1.25, output: 10 } # not its price: put the real one here';

/** `operatorFile` is the operator's file, as messages name it. */
export function refusalOf(refused: readonly Refused[], operatorFile: string): string {
  const lines = new Map(refused.flatMap(({ wantsPrice }) => (wantsPrice ? [[wantsPrice.name, wantsPrice]] : [])));
  const problems = refused.map(({ problem }) => problem);
  if (lines.size === 0) return problems.join('\n');
  return [
    ...problems,
    `Prices that the list lacks go into ${operatorFile}, in dollars for a million tokens:`,
    'prices:',
    ...[...lines.values()].map((line) => `  ${priceLine(line)}`),
  ].join('\n');
}

/** A line for the section `prices`. */
export function priceLine({ name, elsewhere }: WantedPrice): string {
  return `${name}: ${elsewhere ? `${figures(elsewhere)} # its price elsewhere` : SAMPLE_FIGURES}`;
}

function figures({ tiers = [], ...base }: Price): string {
  const rates = (one: Rates) =>
    `input: ${usd(one.inputMicroUsdPerMTok)}, cachedInput: ${usd(one.cachedInputMicroUsdPerMTok)}, ` +
    `cacheWrite: ${usd(one.cacheWriteMicroUsdPerMTok)}, output: ${usd(one.outputMicroUsdPerMTok)}`;
  const long = tiers.map((tier) => `{ above: ${tier.aboveInputTokens}, ${rates(tier)} }`);
  return `{ ${rates(base)}${long.length === 0 ? '' : `, tiers: [${long.join(', ')}]`} }`;
}

function usd(microUsd: number): number {
  return microUsd / MICRO_USD_PER_USD;
}
