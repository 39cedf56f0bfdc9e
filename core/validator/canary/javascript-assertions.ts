// The ways in which a test file of JavaScript asserts, each as a statement that has to fail. Only what the file itself
// uses is asked for, by the names that it uses: those are what code under test may have bent.
import { CANARIES_IN_FILE_MAX, type FailingStatement } from './canary.js';

/** Arguments with which `assert.NAME(...)` of Node or chai fails. */
const ASSERT_ARGUMENTS: Readonly<Record<string, string>> = {
  ok: 'false',
  equal: '1, 2',
  strictEqual: '1, 2',
  notEqual: '1, 1',
  notStrictEqual: '1, 1',
  deepEqual: '{ a: 1 }, { a: 2 }',
  deepStrictEqual: '{ a: 1 }, { a: 2 }',
  notDeepEqual: '{ a: 1 }, { a: 1 }',
  notDeepStrictEqual: '{ a: 1 }, { a: 1 }',
  match: "'a', /b/",
  doesNotMatch: "'a', /a/",
  throws: '() => {}',
  doesNotThrow: "() => { throw new Error('canary'); }",
  ifError: "new Error('canary')",
  isTrue: 'false',
  isFalse: 'true',
  isNull: '1',
  isUndefined: '1',
};

/** Those that answer with a promise. */
const ASSERT_LATER: Readonly<Record<string, string>> = {
  rejects: 'async () => {}',
  doesNotReject: "async () => { throw new Error('canary'); }",
};

/** What fails in the place of `expect(...).NAME(...)`. */
const EXPECTATIONS: Readonly<Record<string, string>> = {
  toBe: 'expect(1).toBe(2)',
  toEqual: 'expect({ a: 1 }).toEqual({ a: 2 })',
  toStrictEqual: 'expect({ a: 1 }).toStrictEqual({ a: 2 })',
  toMatchObject: 'expect({ a: 1 }).toMatchObject({ a: 2 })',
  toBeTruthy: 'expect(false).toBeTruthy()',
  toBeFalsy: 'expect(true).toBeFalsy()',
  toBeNull: 'expect(1).toBeNull()',
  toBeUndefined: 'expect(1).toBeUndefined()',
  toBeDefined: 'expect(undefined).toBeDefined()',
  toBeCloseTo: 'expect(1).toBeCloseTo(2)',
  toBeGreaterThan: 'expect(1).toBeGreaterThan(2)',
  toBeLessThan: 'expect(2).toBeLessThan(1)',
  toContain: 'expect([1]).toContain(2)',
  toHaveLength: 'expect([]).toHaveLength(1)',
  toMatch: "expect('a').toMatch(/b/)",
  toThrow: 'expect(() => {}).toThrow()',
};

/** chai's sentences, by what they are known by. */
const CHAI: readonly (readonly [RegExp, string])[] = [
  [/\bexpect\b[^;]*\.to\.equal\(/, 'expect(1).to.equal(2)'],
  [/\bexpect\b[^;]*\.to\.(?:deep\.equal|eql)\(/, 'expect({ a: 1 }).to.eql({ a: 2 })'],
  [/\bexpect\b[^;]*\.to\.be\.true\b/, 'expect(false).to.be.true'],
  [/\bexpect\b[^;]*\.to\.throw\(/, 'expect(() => {}).to.throw()'],
];

const THROWS: FailingStatement = { statement: "throw new Error('canary')" };
/** Node's strict variants have the same methods under longer ways to them. */
const ASSERT_CALL = /\b(assert(?:\.strict)?)\.(\w+)\(/g;
/** Where the methods of assert are imported by their own names. */
const IMPORTED_METHODS =
  /(?:import\s*|(?:const|let|var)\s*)\{([^}]*)\}\s*(?:from\s*|=\s*require\(\s*)['"](?:node:)?assert/g;

/** The first throws by itself; it tells whether failing tests are reported at all. */
export function failingStatements(text: string): FailingStatement[] {
  const found = new Map<string, FailingStatement>([[THROWS.statement, THROWS]]);
  const add = (statement: string, isAsync = false) => found.set(statement, { statement, isAsync });
  for (const [, object = '', method = ''] of text.matchAll(ASSERT_CALL)) addAssert(`${object}.${method}`, method, add);
  for (const [, names = ''] of text.matchAll(IMPORTED_METHODS)) {
    for (const name of names.split(',').map((part) => part.trim())) addAssert(name, name, add);
  }
  if (/\bassert\(/.test(text)) add('assert(false)');
  for (const [, method = ''] of text.matchAll(/\.(to[A-Z]\w*)\(/g)) {
    if (Object.hasOwn(EXPECTATIONS, method)) add(EXPECTATIONS[method] ?? '');
  }
  for (const [pattern, statement] of CHAI) if (pattern.test(text)) add(statement);
  return [...found.values()].slice(0, CANARIES_IN_FILE_MAX);
}

function addAssert(call: string, method: string, add: (statement: string, isAsync?: boolean) => void): void {
  if (Object.hasOwn(ASSERT_ARGUMENTS, method)) add(`${call}(${ASSERT_ARGUMENTS[method]})`);
  else if (Object.hasOwn(ASSERT_LATER, method)) add(`await ${call}(${ASSERT_LATER[method]})`, true);
}
