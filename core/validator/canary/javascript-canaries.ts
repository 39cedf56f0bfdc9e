// Canaries in test files of JavaScript and TypeScript, for each test runner in its own words.
import type { CanaryFile, FailingStatement, NameCanary } from './canary.js';
import { failingStatements } from './javascript-assertions.js';

interface Dialect {
  /** Where the function that declares tests comes from; null where the runner gives it to every file. */
  source: { module: string; member: string } | null;
  /** What stands for that function where the runner gives it. */
  given?: string;
  /** For runners whose tests fail only by their own argument. */
  ownAssertion?: string;
}

const GIVEN = '(globalThis.test ?? globalThis.it)';
const DIALECTS: Readonly<Record<string, Dialect>> = {
  jest: { source: null, given: GIVEN },
  mocha: { source: null, given: '(globalThis.it ?? globalThis.test)' },
  vitest: { source: { module: 'vitest', member: 'test' } },
  'node:test': { source: { module: 'node:test', member: 'test' } },
  ava: { source: { module: 'ava', member: 'default' }, ownAssertion: 't.fail()' },
  tap: { source: { module: 'tap', member: 'test' }, ownAssertion: 't.fail()' },
  tape: { source: { module: 'tape', member: 'default' }, ownAssertion: "t.fail('canary'); t.end()" },
};
const JEST_GLOBALS: Dialect = { source: { module: '@jest/globals', member: 'test' } };

const PLAIN = "throw new Error('canary')";
const GIVEN_NAMES: ReadonlySet<string> = new Set(['test', 'it']);
/** `test('...`, `it('...`, `runner.test('...`. */
const DECLARATION = /(?<![\w.$])((?:[A-Za-z_$][\w$]*\.)?(?:test|it))\(\s*['"`]/g;
/** `import a, { b as c } from 'm'` and `const { b: c } = require('m')`. */
const BINDINGS =
  /(?:import\s+(?!type\b)([\w$\s,{}*]+?)\s+from\s*|(?:const|let|var)\s+([\w$\s,{}:]+?)\s*=\s*require\(\s*)['"]([^'"]+)['"]/g;
const SCRIPT = /\.[cm]?[jt]sx?$/;
const IS_MODULE = /^[ \t]*(?:import\b(?!\s*\()|export\b)/m;

/** Null where the file is none of the runner's, or the runner's words are not known. */
export function javascriptCanaries(
  runner: string,
  file: { path: string; text: string },
  name: NameCanary,
): CanaryFile | null {
  const dialect = dialectOf(runner, file.text);
  if (!dialect || !SCRIPT.test(file.path)) return null;
  const own = `declare_${name()}`;
  const declare = dialect.source === null ? (dialect.given ?? GIVEN) : own;
  const canaries = statementsOf(dialect, file.text).map((statement) => canary(declare, statement, name()));
  const plain = { statement: dialect.ownAssertion ?? PLAIN, parameter: dialect.ownAssertion === undefined ? '' : 't' };
  for (const declarer of declarersOf(dialect, file.text)) canaries.push(canary(declarer, plain, name()));
  const head = dialect.source === null ? '' : sourceLine(dialect.source, own, file);
  return {
    path: file.path,
    text: `\n;${head}\n${canaries.map(({ text }) => text).join('\n')}\n`,
    names: canaries.map(({ test }) => test),
  };
}

interface Statement extends FailingStatement {
  parameter?: string;
}

function statementsOf({ ownAssertion }: Dialect, text: string): Statement[] {
  return ownAssertion === undefined ? failingStatements(text) : [{ statement: ownAssertion, parameter: 't' }];
}

function canary(declare: string, { statement, isAsync, parameter = '' }: Statement, test: string) {
  return { test, text: `${declare}('${test}', ${isAsync ? 'async ' : ''}(${parameter}) => { ${statement}; });` };
}

/** The ways in which the file itself declares tests, which may have been bent apart from what the runner gives. */
function declarersOf({ source }: Dialect, text: string): string[] {
  const used = new Set([...text.matchAll(DECLARATION)].map(([, declarer]) => declarer ?? ''));
  const known = source === null ? GIVEN_NAMES : namesFrom(source.module, text);
  return [...used].filter((declarer) => known.has(declarer.split('.')[0] ?? ''));
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
