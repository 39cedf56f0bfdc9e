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

const SCRIPT = /\.[cm]?[jt]sx?$/;
const IS_MODULE = /^\s*(?:import\b(?!\s*\()|export\b)/m;

/** Null where the file is none of the runner's, or the runner's words are not known. */
export function javascriptCanaries(
  runner: string,
  file: { path: string; text: string },
  name: NameCanary,
): CanaryFile | null {
  const dialect = dialectOf(runner, file.text);
  if (!dialect || !SCRIPT.test(file.path)) return null;
  const declare = dialect.source === null ? (dialect.given ?? GIVEN) : `declare_${name()}`;
  const statements: FailingStatement[] =
    dialect.ownAssertion === undefined ? failingStatements(file.text) : [{ statement: dialect.ownAssertion }];
  const tests = statements.map(({ statement, isAsync }) => {
    const test = name();
    const parameters = dialect.ownAssertion === undefined ? '()' : '(t)';
    return { test, text: `${declare}('${test}', ${isAsync ? 'async ' : ''}${parameters} => { ${statement}; });` };
  });
  const head = dialect.source === null ? '' : sourceLine(dialect.source, declare, file);
  return {
    path: file.path,
    text: `\n;${head}\n${tests.map(({ text }) => text).join('\n')}\n`,
    names: tests.map(({ test }) => test),
  };
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
