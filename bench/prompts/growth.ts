// One try of many turns on a repository whose map fills its room: how what it sends grows with its turns.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Figure } from '../support/bench.js';
import { nightshift } from '../support/nightshift.js';
import { git } from '../support/task-repository.js';
import { fitExponent } from './fit-exponent.js';
import { LONG_TRY_MODEL, type SentRequest, startLongTryModel } from './long-try-model.js';

const TURNS = 200;
/** Before these turns the first message is nearly all that is sent. */
const FITTED_FROM = 10;
const USUAL_TURNS = 30;
const FILES = 60;
/** Of these are about the task: a word that all files share tells nothing. */
const FILES_ON_THE_TASK = 24;

export async function growthWithTurns(): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  const model = await startLongTryModel(TURNS);
  try {
    const home = join(dir, 'home');
    writeConfig(home, model.url);
    const repo = makeLargeRepository(join(dir, 'repository'));
    const ran = await nightshift(home, ['run', join(repo, 'SPEC.md'), '--repo', repo, '--budget', '90', '--json']);
    if (model.requests.length < TURNS)
      throw new Error(`only ${model.requests.length} turns: ${ran.stdout}${ran.stderr}`);
    return figuresOf(model.requests);
  } finally {
    model.close();
  }
}

function figuresOf(requests: readonly SentRequest[]): Figure[] {
  let sum = 0;
  const total = requests.map(({ promptTokens }) => (sum += promptTokens));
  const cached = requests.slice(2).reduce((all, { cachedTokens }) => all + cachedTokens, 0);
  const later = requests.slice(2).reduce((all, { promptTokens }) => all + promptTokens, 0);
  return [
    { name: 'longTryTurns', value: requests.length, goal: null },
    { name: 'longTryFirstTokens', value: requests[0]?.promptTokens ?? 0, goal: null },
    { name: 'longTryLargestTokens', value: Math.max(...requests.map(({ promptTokens }) => promptTokens)), goal: null },
    { name: 'longTryInputTokens', value: sum, goal: null },
    { name: 'exponentOfUsualTurns', value: fitExponent(total.slice(0, USUAL_TURNS), 2), goal: null },
    { name: 'exponent', value: fitExponent(total, FITTED_FROM), goal: '<= 1.1' },
    { name: 'longTryCachedShare', value: Number((cached / later).toFixed(3)), goal: '>= 0.8' },
  ];
}

function writeConfig(home: string, url: string): void {
  const config = {
    providers: { bench: { kind: 'openai-compatible', baseUrl: url, apiKeyEnv: 'SIM_KEY', scripted: true } },
    prices: { [`bench/${LONG_TRY_MODEL}`]: { input: 1.4, cachedInput: 0.26, output: 4.4 } },
    portfolio: [`bench/${LONG_TRY_MODEL}`],
    limits: { turns: TURNS + 10, wallTime: '2h' },
    decompose: false,
    acceptance: 'given',
    repairs: 0,
  };
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'config.yml'), stringify(config));
}

/** More than a first message shows, and all of it about the task. */
function makeLargeRepository(repo: string): string {
  mkdirSync(join(repo, 'src'), { recursive: true });
  mkdirSync(join(repo, 'test'));
  for (let index = 0; index < FILES; index += 1) {
    const name = index < FILES_ON_THE_TASK ? 'parcel' : 'other';
    writeFileSync(join(repo, 'src', `${name}-${index}.js`), moduleText(index, name));
  }
  writeFileSync(join(repo, 'package.json'), '{"type":"module","scripts":{"test":"node --test"}}\n');
  writeFileSync(
    join(repo, 'test', 'parcel.test.js'),
    "import { test } from 'node:test';\nimport { parcelPrice0 } from '../src/parcel-0.js';\n" +
      "test('a parcel has a price', () => {\n  if (parcelPrice0(1) <= 0) throw new Error('free');\n});\n",
  );
  writeFileSync(
    join(repo, 'SPEC.md'),
    '# Round the price of every parcel\n\nEach `parcelPrice` rounds its price up.\n',
  );
  git(repo, 'init', '-q', '-b', 'main');
  git(repo, 'add', '-A');
  git(repo, '-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '-q', '-m', 'The base');
  return repo;
}

function moduleText(index: number, name: string): string {
  const lines = Array.from(
    { length: 30 },
    (_, line) => `  total += weight * ${line + index}; // the price of a ${name}, part ${line}`,
  );
  return `export function ${name}Price${index}(weight) {\n  let total = 1;\n${lines.join('\n')}\n  return total;\n}\n`;
}
