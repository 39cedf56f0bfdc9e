// Generators as a table: what each costs, whether its key is there, whether its provider has it.
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { Rates } from '../../core/price.js';
import type { ModelReport } from '../doctor/model-report.js';
import { plainLine } from './plain-text.js';
import { renderTable } from './render-table.js';

const HEAD = ['generator', 'for', 'provider', 'key', 'input', 'cached', 'write', 'output', 'reachable'];
const PRICES = ['input', 'cached', 'write', 'output'];
const INDENT = '  ';

/** Lines of the table; prices are dollars for a million tokens. */
export function renderModels(reports: readonly ModelReport[], width: number): string[] {
  const rows = reports.flatMap((report) => [generatorRow(report), ...tierRows(report)]);
  const lines = renderTable([HEAD, ...rows], width);
  const [head = '', ...body] = lines;
  const withNotes = reports.flatMap((report) => [
    ...body.splice(0, 1 + tierRows(report).length),
    ...notesOf(report).map((note) => `${INDENT}${plainLine(note)}`),
  ]);
  return [head, ...withNotes, `${PRICES.join(', ')}: dollars for a million tokens`];
}

function generatorRow({ name, use, provider, price, reach, ...report }: ModelReport): string[] {
  return [
    plainLine(name),
    use,
    plainLine(provider ?? ''),
    keyOf(report),
    ...ratesCells(price),
    reach ? plainLine(reach.found) : 'not asked',
  ];
}

/** A row for each length of request from which on other prices hold. */
function tierRows({ price }: ModelReport): string[][] {
  return (price?.tiers ?? []).map((tier) => [
    `${INDENT}above ${tier.aboveInputTokens} tokens in`,
    '',
    '',
    '',
    ...ratesCells(tier),
    '',
  ]);
}

function keyOf({ keyVariables, keyPresent }: Pick<ModelReport, 'keyVariables' | 'keyPresent'>): string {
  if (keyVariables.length === 0) return '';
  return `${keyPresent ? '' : 'no '}${keyVariables.join(' or ')}`;
}

function ratesCells(rates: Rates | null): string[] {
  if (!rates) return PRICES.map(() => '?');
  const { inputMicroUsdPerMTok, cachedInputMicroUsdPerMTok, cacheWriteMicroUsdPerMTok, outputMicroUsdPerMTok } = rates;
  const cells = [inputMicroUsdPerMTok, cachedInputMicroUsdPerMTok, cacheWriteMicroUsdPerMTok, outputMicroUsdPerMTok];
  return cells.map((microUsd) => `$${microUsd / MICRO_USD_PER_USD}`);
}

/** What has no room in a row: the settings of the operator's own generators, what is wrong, what a trial showed. */
function notesOf(report: ModelReport): string[] {
  const { name, provider, model, settings, trial } = report;
  const named = settings && name !== `${provider}/${model}`;
  const effort = settings?.reasoningEffort === undefined ? [] : [`effort ${settings.reasoningEffort}`];
  const warmth = settings?.temperature === undefined ? [] : [`temperature ${settings.temperature}`];
  const prompts = settings?.promptVariant === undefined ? [] : [`${settings.promptVariant} prompts`];
  const own = [...warmth, ...effort, ...prompts];
  const limit = `at most ${settings?.maxOutputTokens} tokens out`;
  return [
    ...(named || own.length > 0 ? [[...(named ? [String(model)] : []), ...own, limit].join(', ')] : []),
    ...problemNotes(report),
    ...(trial ? [`trial: ${trial.found}`] : []),
  ];
}

/** The portfolio's stand among the checks, and that there is no key stands in its column. */
function problemNotes({ name, use, problem, keyVariables }: ModelReport): string[] {
  if (problem === null || use === 'portfolio') return [];
  return problem.split('\n').filter((line) => line !== `${name}: no key; set ${keyVariables.join(' or ')}`);
}
