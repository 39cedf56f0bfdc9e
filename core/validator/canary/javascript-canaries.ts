// Canaries in test files of JavaScript and TypeScript, for each test runner in its own words.
import type { CanaryFile, FailingStatement, NameCanary, TestFile } from './canary.js';
import { failingJavascript } from './failing-javascript.js';
import { failingStatements } from './javascript-assertions.js';
import { javascriptProbes } from './javascript-probes.js';

interface Dialect {
  /** Where the function that declares tests comes from; null where the runner gives it to every file. */
  source: { module: string; member: string } | null;
  /** What stands for that function where the runner gives it. */
  given?: string;
  /** For runners whose tests fail only by their own argument. */
  ownAssertion?: string;
  /** How many arguments a test has that ends by a callback. Absent: none does. */
  callbackAt?: number;
}

const GIVEN = '(globalThis.test ?? globalThis.it)';
const DIALECTS: Readonly<Record<string, Dialect>> = {
  jest: { source: null, given: GIVEN, callbackAt: 1 },
  mocha: { source: null, given: '(globalThis.it ?? globalThis.test)', callbackAt: 1 },
  vitest: { source: { module: 'vitest', member: 'test' } },
  'node:test': { source: { module: 'node:test', member: 'test' }, callbackAt: 2 },
  ava: { source: { module: 'ava', member: 'default' }, ownAssertion: 't.fail()' },
  tap: { source: { module: 'tap', member: 'test' }, ownAssertion: 't.fail()' },
  tape: { source: { module: 'tape', member: 'default' }, ownAssertion: "t.fail('canary'); t.end()" },
};
const JEST_GLOBALS: Dialect = { source: { module: '@jest/globals', member: 'test' }, callbackAt: 1 };

const PLAIN = "throw new Error('canary')";
const GIVEN_NAMES: ReadonlySet<string> = new Set(['test', 'it']);
/** `test('...`, `it('...`, `runner.test('...`. */
const DECLARATION = /(?<![\w.$])((?:[A-Za-z_$][\w$]*\.)?(?:test|it))\(\s*['"`]/g;
/** `import a, { b as c } from 'm'` and `const { b: c } = require('m')`. */
const BINDINGS =
  /(?:import\s+(?!type\b)([\w$\s,{}*]+?)\s+from\s*|(?:const|let|var)\s+([\w$\s,{}:]+?)\s*=\s*require\(\s*)['"]([^'"]+)['"]/g;
const SCRIPT = /\.[cm]?[jt]sx?$/;
const TYPED = /\.[cm]?tsx?$/;
const IS_MODULE = /^[ \t]*(?:import\b(?!\s*\()|export\b)/m;

/** Null where the file is none of the runner's, or the runner's words are not known. */
export function javascriptCanaries(runner: string, file: TestFile, name: NameCanary): CanaryFile | null {
  const dialect = dialectOf(runner, file.text);
  if (!dialect || !SCRIPT.test(file.path)) return null;
  const own = `declare_${name()}`;
  const declare = dialect.source === null ? (dialect.given ?? GIVEN) : own;
  const canaries = statementsOf(dialect, file.text).map((statement) => canary(declare, statement, name()));
  const plain = { statement: dialect.ownAssertion ?? PLAIN, parameter: dialect.ownAssertion === undefined ? '' : 't' };
  for (const declarer of declarersOf(dialect, file.text)) canaries.push(canary(declarer, plain, name()));
  const behind = lookBehind(dialect, file, name);
  for (const statement of behind.last) canaries.push(canary(declare, { statement }, name()));
  const head = dialect.source === null ? '' : sourceLine(dialect.source, own, file);
  const lines = [...behind.heads, ...canaries.map(({ text }) => text)];
  return {
    path: file.path,
    body: behind.body,
    text: `\n;${head}\n${lines.join('\n')}\n`,
    names: canaries.map(({ test }) => test),
    ids: behind.ids,
  };
}

interface Behind {
  body: string;
  heads: string[];
  ids: string[];
  /** Statements of canaries that stand after all others. */
  last: string[];
}

/** The file's own tests made to fail and their values looked at, where an error thrown in a test is its failure. */
function lookBehind(dialect: Dialect, file: TestFile, name: NameCanary): Behind {
  if (dialect.ownAssertion !== undefined) return { body: file.text, heads: [], ids: [], last: [] };
  const known = knownNames(dialect, file.text);
  const declares = (word: string) => known.has(word.split('.')[0] ?? '');
  const failing = failingJavascript(file, { declares, callbackAt: dialect.callbackAt ?? 0 }, name);
  const probes = javascriptProbes(failing.body, TYPED.test(file.path), name);
  const tried = `tried_${name()}`;
  return {
    body: probes?.body ?? failing.body,
    heads: [failing.head, probes?.head ?? '', `var ${tried} = 0;`],
    ids: failing.ids,
    // Whoever has failing tests run again has this one pass the second time.
    last: [`if (${tried}++ === 0) throw new Error('canary')`, ...(probes === null ? [] : [probes.statement])],
  };
}

function statementsOf({ ownAssertion }: Dialect, text: string): FailingStatement[] {
  return ownAssertion === undefined ? failingStatements(text) : [{ statement: ownAssertion, parameter: 't' }];
}

function canary(declare: string, { statement, isAsync, parameter = '' }: FailingStatement, test: string) {
  return { test, text: `${declare}('${test}', ${isAsync ? 'async ' : ''}(${parameter}) => { ${statement}; });` };
}

/** The ways in which the file itself declares tests, which may have been bent apart from what the runner gives. */
function declarersOf(dialect: Dialect, text: string): string[] {
  const used = new Set([...text.matchAll(DECLARATION)].map(([, declarer]) => declarer ?? ''));
  const known = knownNames(dialect, text);
  return [...used].filter((declarer) => known.has(declarer.split('.')[0] ?? ''));
}

function knownNames({ source }: Dialect, text: string): ReadonlySet<string> {
  if (source === null) return GIVEN_NAMES;
  const named = namesFrom(source.module, text);
  // vitest may be told to give its functions to every file.
  return named.size === 0 && source.module === 'vitest' ? GIVEN_NAMES : named;
}

/** Names under which the file has what comes from the module. */
function namesFrom(module: string, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, imported, required, from] of text.matchAll(BINDINGS)) {
    if (from !== module) continue;
    const parts = (imported ?? required ?? '').replace(/[{}]/g, ',').split(',');
    for (const part of parts)
      names.add(
        part
          .split(/\bas\b|:/)
          .at(-1)
          ?.trim() ?? '',
      );
  }
  return names;
}

function dialectOf(runner: string, text: string): Dialect | undefined {
  return runner === 'jest' && /['"]@jest\/globals['"]/.test(text) ? JEST_GLOBALS : DIALECTS[runner];
}

/** A file is of the kind that its own first lines make it; TypeScript has both. */
function sourceLine(
  source: { module: string; member: string },
  as: string,
  file: { path: string; text: string },
): string {
  const { module, member } = source;
  const isModule = !file.path.endsWith('.cjs') && (IS_MODULE.test(file.text) || file.path.endsWith('.mjs'));
  if (isModule) return `import { ${member} as ${as} } from '${module}';`;
  return `const ${as} = require('${module}')${member === 'default' ? '' : `.${member}`};`;
}
