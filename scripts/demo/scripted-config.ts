// The operator's configuration that makes the scripted model the one to ask.
import { SCRIPTED_MODELS } from './scripted-model.js';

/** The scripted model takes any key; this variable holds one that opens nothing. */
export const SCRIPTED_KEY_VARIABLE = 'NIGHTSHIFT_DEMO_KEY';

/** What the scripted models pretend to cost, cheapest first, so that the receipt has something to add up. */
const SCRIPTED_PRICES_USD = [
  { input: 1, cachedInput: 0.1, output: 5 },
  { input: 3, cachedInput: 0.3, output: 15 },
];

export function scriptedConfig(baseUrl: string): object {
  const names = SCRIPTED_MODELS.map((name) => `scripted/${name}`);
  const provider = { kind: 'openai-compatible', baseUrl, apiKeyEnv: SCRIPTED_KEY_VARIABLE, scripted: true };
  return {
    providers: { scripted: provider },
    portfolio: names,
    prices: Object.fromEntries(names.map((name, index) => [name, SCRIPTED_PRICES_USD[index]])),
  };
}
