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
  fail: '',
  partialDeepStrictEqual: '{ a: 1 }, { a: 2 }',
  isOk: 'false',
  isNotOk: 'true',
  notOk: 'true',
  exists: 'null',
  isDefined: 'undefined',
  include: '[1], 2',
  notInclude: '[1], 1',
  lengthOf: '[], 1',
  property: "{}, 'a'",
  instanceOf: '{}, Map',
  isAbove: '1, 2',
  isBelow: '2, 1',
  isAtLeast: '1, 2',
  isAtMost: '2, 1',
  closeTo: '1, 3, 0.5',
  isArray: '1',
  isObject: '1',
  isString: '1',
  isNumber: "'a'",
  isFunction: '1',
  isEmpty: '[1]',
  sameMembers: '[1], [2]',
  sameDeepMembers: '[{ a: 1 }], [{ a: 2 }]',
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
  toThrowError: 'expect(() => {}).toThrowError()',
  toHaveProperty: "expect({ a: 1 }).toHaveProperty('b')",
  toContainEqual: 'expect([{ a: 1 }]).toContainEqual({ a: 2 })',
  toBeInstanceOf: 'expect({}).toBeInstanceOf(Map)',
  toBeGreaterThanOrEqual: 'expect(1).toBeGreaterThanOrEqual(2)',
  toBeLessThanOrEqual: 'expect(2).toBeLessThanOrEqual(1)',
  toBeNaN: 'expect(1).toBeNaN()',
  toHaveBeenCalled: 'expect(1).toHaveBeenCalled()',
  toHaveBeenCalledTimes: 'expect(1).toHaveBeenCalledTimes(1)',
  toHaveBeenCalledWith: 'expect(1).toHaveBeenCalledWith(1)',
  toHaveBeenLastCalledWith: 'expect(1).toHaveBeenLastCalledWith(1)',
  toHaveBeenNthCalledWith: 'expect(1).toHaveBeenNthCalledWith(1, 1)',
  toHaveReturnedWith: 'expect(1).toHaveReturnedWith(1)',
  toMatchSnapshot: 'expect(1).toMatchSnapshot(1)',
  toMatchInlineSnapshot: 'expect(1).toMatchInlineSnapshot(`2`)',
  toSatisfy: 'expect(1).toSatisfy(() => false)',
  toBeTypeOf: "expect(1).toBeTypeOf('string')",
  toBeOneOf: 'expect(1).toBeOneOf([2])',
};

/** The other way round: what fails in the place of `expect(...).not.NAME(...)`. */
const NEGATIONS: Readonly<Record<string, string>> = {
  toBe: 'expect(1).not.toBe(1)',
  toEqual: 'expect({ a: 1 }).not.toEqual({ a: 1 })',
  toStrictEqual: 'expect({ a: 1 }).not.toStrictEqual({ a: 1 })',
  toThrow: "expect(() => { throw new Error('canary'); }).not.toThrow()",
  toContain: 'expect([1]).not.toContain(1)',
  toMatch: "expect('a').not.toMatch(/a/)",
  toBeNull: 'expect(null).not.toBeNull()',
  toBeUndefined: 'expect(undefined).not.toBeUndefined()',
};

/** Those that wait for a promise. */
const EXPECTED_LATER: readonly (readonly [RegExp, string])[] = [
  [/\.resolves\./, 'await expect(Promise.resolve(1)).resolves.toBe(2)'],
  [/\.rejects\./, 'await expect(Promise.resolve(1)).rejects.toThrow()'],
];

/** chai's sentences, by what they are known by. */
const CHAI: readonly (readonly [RegExp, string])[] = [
  [/\bexpect\b[^;]*\.to\.equal\(/, 'expect(1).to.equal(2)'],
  [/\bexpect\b[^;]*\.to\.(?:deep\.equal|eql)\(/, 'expect({ a: 1 }).to.eql({ a: 2 })'],
  [/\bexpect\b[^;]*\.to\.be\.true\b/, 'expect(false).to.be.true'],
  [/\bexpect\b[^;]*\.to\.throw\(/, 'expect(() => {}).to.throw()'],
  [/\bexpect\b[^;]*\.to\.be\.false\b/, 'expect(true).to.be.false'],
  [/\bexpect\b[^;]*\.to\.be\.null\b/, 'expect(1).to.be.null'],
  [/\bexpect\b[^;]*\.to\.(?:be\.)?(?:an?|instanceof)\(/, "expect(1).to.be.a('string')"],
  [/\bexpect\b[^;]*\.to\.(?:include|contain)\(/, 'expect([1]).to.include(2)'],
  [/\bexpect\b[^;]*\.to\.have\.length/, 'expect([]).to.have.lengthOf(1)'],
  [/\bexpect\b[^;]*\.to\.have\.property\(/, "expect({}).to.have.property('a')"],
  [/\.should\.(?:equal|be|eql|deep)/, '(1).should.equal(2)'],
];

const THROWS: FailingStatement = { statement: "throw new Error('canary')" };
/** Node's strict variants have the same methods under longer ways to them. */
const ASSERT_CALL = /(?<![\w.$])(assert(?:\.strict)?)\.(\w+)\(/g;
/** Where the test's own argument asserts, as in `(t) => t.assert.equal(...)`. */
const CONTEXT_CALL = /\b(\w+)\.assert\.(\w+)\(/g;
/** Where the methods of assert are imported by their own names. */
const IMPORTED_METHODS =
  /(?:import\s*|(?:const|let|var)\s*)\{([^}]*)\}\s*(?:from\s*|=\s*require\(\s*)['"](?:node:)?assert/g;

/** The first throws by itself; it tells whether failing tests are reported at all. */
export function failingStatements(text: string): FailingStatement[] {
  const found = new Map<string, FailingStatement>([[THROWS.statement, THROWS]]);
  const add: Add = (statement, isAsync = false, parameter = '') =>
    found.set(statement, { statement, isAsync, parameter });
  for (const [, object = '', method = ''] of text.matchAll(ASSERT_CALL)) addAssert(`${object}.${method}`, method, add);
  for (const [, names = ''] of text.matchAll(IMPORTED_METHODS)) {
    for (const name of names.split(',').map((part) => part.trim())) addAssert(name, name, add);
  }
  for (const [, object = '', method = ''] of text.matchAll(CONTEXT_CALL))
    addAssert(`${object}.assert.${method}`, method, (statement, isAsync) => add(statement, isAsync, object));
  if (/\bassert\(/.test(text)) add('assert(false)');
  for (const [, method = ''] of text.matchAll(/\.(to[A-Z]\w*)\(/g)) {
    if (Object.hasOwn(EXPECTATIONS, method)) add(EXPECTATIONS[method] ?? '');
  }
  for (const [, method = ''] of text.matchAll(/\.not\.(to[A-Z]\w*)\(/g)) {
    if (Object.hasOwn(NEGATIONS, method)) add(NEGATIONS[method] ?? '');
  }
  for (const [pattern, statement] of EXPECTED_LATER) if (pattern.test(text)) add(statement, true);
  for (const [pattern, statement] of CHAI) if (pattern.test(text)) add(statement);
  return [...found.values()].slice(0, CANARIES_IN_FILE_MAX);
}

type Add = (statement: string, isAsync?: boolean, parameter?: string) => void;

function addAssert(call: string, method: string, add: Add): void {
  if (Object.hasOwn(ASSERT_ARGUMENTS, method)) add(`${call}(${ASSERT_ARGUMENTS[method]})`);
  else if (Object.hasOwn(ASSERT_LATER, method)) add(`await ${call}(${ASSERT_LATER[method]})`, true);
}
