// Which test runner a command starts, and how that runner is made to write a report without editing a file.
import type { ReportFormat } from '../../validator.js';
import { type CommandWords, innermostCommand } from './command-chain.js';

/** Where the helpers that come with the validator stand in the sandbox, read-only. */
export const HELPERS_MOUNT = '/nightshift';

export interface Runner {
  name: string;
  format: Exclude<ReportFormat, 'exitCode'>;
  /** How it is told: by words at the command's end, or by sending its output to the report. */
  told: { by: 'arguments' | 'output'; words: string };
  /** Variables that say what words at the end cannot. */
  environment?: Readonly<Record<string, string>>;
}

/** A runner that ends at the first failure says nothing of the other tests, so none does. */
const JEST: Runner = {
  name: 'jest',
  format: 'jest',
  told: { by: 'arguments', words: '--ci --bail=0 --json --outputFile={report}' },
};
const VITEST: Runner = {
  name: 'vitest',
  format: 'jest',
  told: { by: 'arguments', words: '--run --reporter=json --outputFile={report}' },
};
const MOCHA: Runner = {
  name: 'mocha',
  format: 'jest',
  // The plural is what all versions understand.
  told: {
    by: 'arguments',
    words: `--reporter ${HELPERS_MOUNT}/mocha-reporter.cjs --reporter-options output={report}`,
  },
};
/** mocha refuses a second reporter, so the one that the command names has to go. */
const MOCHA_REPORTING: Runner = {
  ...MOCHA,
  environment: { NODE_OPTIONS: `--require=${HELPERS_MOUNT}/mocha-last-reporter.cjs` },
};
const NODE_OPTIONS = `--test-reporter=${HELPERS_MOUNT}/node-test-reporter.mjs --test-reporter-destination={report}`;
/** Node's own JUnit reporter names no files, so ours writes what jest would. */
const NODE_TEST: Runner = {
  name: 'node:test',
  format: 'jest',
  told: { by: 'arguments', words: '' },
  environment: { NODE_OPTIONS },
};
/** Of several reporters each needs a destination; the one that the command names had the output to itself. */
const NODE_TEST_REPORTING: Runner = {
  ...NODE_TEST,
  environment: { NODE_OPTIONS: `${NODE_OPTIONS} --test-reporter-destination=stdout` },
};
const AVA: Runner = { name: 'ava', format: 'tap', told: { by: 'output', words: '--tap' } };
/** From version 18 on, tap fails where the tests do not reach every line, which says nothing about any test. */
const NODE_TAP: Runner = {
  name: 'tap',
  format: 'tap',
  told: { by: 'output', words: '--reporter=tap' },
  environment: { TAP_ALLOW_INCOMPLETE_COVERAGE: '1' },
};
const TAPE: Runner = { name: 'tape', format: 'tap', told: { by: 'output', words: '' } };
const PYTEST: Runner = {
  name: 'pytest',
  format: 'junit',
  told: {
    by: 'arguments',
    words: '--junitxml={report} -o junit_family=xunit1 -p no:cacheprovider --continue-on-collection-errors --maxfail=0',
  },
};

const BY_PROGRAM: Readonly<Record<string, Runner>> = {
  jest: JEST,
  vitest: VITEST,
  mocha: MOCHA,
  _mocha: MOCHA,
  ava: AVA,
  tap: NODE_TAP,
  tape: TAPE,
  pytest: PYTEST,
  'py.test': PYTEST,
};

/** The runner that these words start, or null. */
export function runnerOf(words: CommandWords): Runner | null {
  const [program, ...rest] = innermostCommand(words);
  if (program === undefined) return null;
  const name = programName(program);
  if (name === 'node' || name === 'tsx') return nodeRunner(rest, words);
  if (/^python[\d.]*$/.test(name)) return rest[0] === '-m' && rest[1] === 'pytest' ? PYTEST : null;
  return byProgram(name, rest);
}

function byProgram(name: string, args: readonly string[]): Runner | null {
  const runner = BY_PROGRAM[name] ?? null;
  return runner === MOCHA && args.some((arg) => /^(?:--reporter|-R)(?:=|$)/.test(arg)) ? MOCHA_REPORTING : runner;
}

function nodeRunner(args: readonly string[], words: CommandWords): Runner | null {
  if (args.includes('--test')) {
    // Options set after ours, or a destination that may be meant for ours, would keep our report from being written.
    const contested = /^(?:NODE_OPTIONS=|--test-reporter-destination)/;
    if (words.some((word) => contested.test(word))) return null;
    const reporters = args.filter((arg) => /^--test-reporter(?:=|$)/.test(arg)).length;
    if (reporters > 1) return null;
    return reporters === 1 ? NODE_TEST_REPORTING : NODE_TEST;
  }
  const script = args.find((arg) => /(?:^|\/)node_modules\//.test(arg));
  return script === undefined ? null : byProgram(programName(script), args);
}

/** `node_modules/jest/bin/jest.js` is jest, `node_modules/.bin/mocha` is mocha. */
function programName(path: string): string {
  const file = path.split('/').at(-1) ?? path;
  return file.replace(/\.(?:js|cjs|mjs|cmd)$/, '');
}
