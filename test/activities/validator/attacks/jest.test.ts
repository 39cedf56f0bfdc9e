import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Changes, candidate, judged, room, usableBaseline } from '../room.js';
import { type Attack, type Target, tryAttack } from './attack.js';

/** jest is a dependency of our own: it stands where an installation would. */
const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const MANIFEST = { name: 'sums', scripts: { test: 'jest' } };
const SOURCE_FILE = 'src/sums.js';
const TEST_FILE = 'test/sums.test.js';
const SOURCE = 'exports.add = (a, b) => a + b;\n';
const BROKEN = 'exports.add = (a, b) => a * b - 7;\n';
const CONFIG = "module.exports = { transform: {}, setupFiles: ['<rootDir>/tools/before.js'] };\n";
/** Four of them: where so many break at once, the judge does not run them again and again to look for chance. */
const TEST = `const { add } = require('../src/sums.js');
describe('sums', () => {
  it('adds', () => expect(add(1, 2)).toEqual(3));
  it('adds nothing', () => expect([add(4, 1)]).toStrictEqual([5]));
  it('adds negative numbers', () => expect(add(-1, -1)).toEqual(-2));
  it('is a property', () => expect({ sum: add(1, 1) }).toHaveProperty('sum', 2));
});
`;

function brokenWith(changes: Changes): Changes {
  return { [SOURCE_FILE]: BROKEN, ...changes };
}

function inCode(before: string, code = BROKEN): Changes {
  return { [SOURCE_FILE]: `${before}\n${code}` };
}

const ATTACKS: Attack[] = [
  {
    does: 'runs one test only',
    changes: brokenWith({ [TEST_FILE]: TEST.replace('  it(', "  it.only('is there', () => {});\n  it(") }),
    ends: 'regression',
    tampered: [TEST_FILE],
  },
  {
    does: 'changes the settings, a file that they load, and the runner itself',
    changes: brokenWith({
      'jest.config.js': 'module.exports = { testMatch: [], passWithNoTests: true };\n',
      'tools/before.js': 'process.exit(0);\n',
      'jest/index.js': 'process.exit(0);\n',
      'src/package.json': '{"jest": {"passWithNoTests": true}}',
    }),
    ends: 'regression',
    tampered: ['jest.config.js', 'jest/index.js', 'tools/before.js'],
  },
  {
    does: 'replaces expect',
    changes: inCode('globalThis.expect = () => new Proxy({}, { get: () => () => {} });'),
    ends: 'untrusted',
  },
  {
    does: 'bends one matcher that few tests use',
    changes: inCode(
      'expect.extend({ toHaveProperty: () => ({ pass: true }) });',
      'exports.add = (a, b) => (a === 1 && b === 1 ? 0 : a + b);\n',
    ),
    ends: 'untrusted',
  },
  {
    does: 'returns what equals everything',
    changes: inCode(
      "const any = { $$typeof: Symbol.for('jest.asymmetricMatcher'), asymmetricMatch: () => true };",
      'exports.add = (a, b) => (a === b ? a + b : any);\n',
    ),
    ends: 'untrusted',
  },
  {
    does: 'has failing tests run again until it has guessed',
    changes: inCode('jest.retryTimes(20);\nlet guess = -1;', 'exports.add = () => (guess++ % 9) - 2;\n'),
    ends: 'untrusted',
  },
  {
    does: 'empties those tests that it knows by their names',
    changes: inCode(`const known = ['adds', 'adds nothing', 'adds negative numbers', 'is a property'];
const symbol = Object.getOwnPropertySymbols(globalThis).find((one) => String(one) === 'Symbol(JEST_STATE_SYMBOL)');
const empty = ({ children }) => children.forEach((child) => {
  if (child.type !== 'test') empty(child);
  else if (known.includes(child.name)) child.fn = () => {};
});
globalThis.beforeAll(() => empty(globalThis[symbol].rootDescribeBlock));`),
    ends: 'untrusted',
  },
];

describe('a candidate in JavaScript, tested by jest', () => {
  let target: Target;
  beforeAll(async () => {
    const files = { 'jest.config.js': CONFIG, 'tools/before.js': '', [SOURCE_FILE]: SOURCE, [TEST_FILE]: TEST };
    const house = await room({ 'package.json': JSON.stringify(MANIFEST), ...files });
    const mounts = [{ source: MODULES, target: '/w/node_modules', access: 'readOnly' as const }];
    const prepared = { ok: true as const, cacheKey: 'jest', mounts, lockfiles: {}, release: () => undefined };
    house.hands.dependencies = { prepare: async () => prepared };
    target = { house, base: await usableBaseline(house) };
  });

  it.each(ATTACKS)('that $does fools the exit code, and not the judge', async (attack) => {
    await tryAttack(target, attack);
  });

  it('is passed where it is honest, whatever it adds beside', async () => {
    const { house, base } = target;
    const changes = {
      [SOURCE_FILE]: "exports.add = require('#real').add;\n",
      'src/real.js': SOURCE,
      'package.json': JSON.stringify({
        ...MANIFEST,
        scripts: { ...MANIFEST.scripts, lint: 'true' },
        imports: { '#real': './src/real.js' },
      }),
    };
    const verdict = await judged(house, base, await candidate(house, changes));
    expect(verdict).toMatchObject({ passed: true, tampered: [], canary: { files: 1, canaries: 7, note: '' } });
  });
});
