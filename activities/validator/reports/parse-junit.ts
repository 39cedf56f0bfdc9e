// JUnit XML in the dialects of pytest, mocha, Node, vitest and their like. The text comes from untrusted code: entities
// are never expanded, and what is not well-formed is no report.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { testId } from '../../../core/validator/test-id.js';
import type { ParsedReport } from '../../../core/validator/to-test-run.js';
import type { TestResult, TestStatus } from '../../../core/validator.js';

const NESTED_TAGS_MAX = 100;
const ATTRIBUTE = '@';
const TEXT = '#text';

/** What the parser makes of an element: children are lists, attributes begin with `@`. */
interface Element {
  [key: string]: Element[] | string | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  alwaysCreateTextNode: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  maxNestedTags: NESTED_TAGS_MAX,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
});

export function parseJunitReport(text: string): ParsedReport {
  try {
    if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return { ok: false, problem: 'the JUnit report declares entities' };
    if (XMLValidator.validate(text) !== true) return { ok: false, problem: 'the JUnit report is not well-formed' };
    const root: Element = parser.parse(text);
    const suites = children(root, 'testsuites');
    const tests: TestResult[] = [];
    for (const top of suites.length > 0 ? suites : [root]) collect(top, { file: '', suites: [] }, tests);
    if (suites.length === 0 && children(root, 'testsuite').length === 0) {
      return { ok: false, problem: 'the report holds no JUnit test suites' };
    }
    return { ok: true, tests };
  } catch (error) {
    return { ok: false, problem: `the JUnit report cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}

interface Place {
  /** File of the nearest suite that names one. */
  file: string;
  /** Names of the suites around, outermost first. */
  suites: string[];
}

function collect(element: Element, place: Place, tests: TestResult[]): void {
  for (const suite of children(element, 'testsuite')) {
    const file = attribute(suite, 'file') || place.file;
    collect(suite, { file, suites: [...place.suites, attribute(suite, 'name')] }, tests);
  }
  for (const test of children(element, 'testcase')) tests.push(testOf(test, place));
}

function testOf(test: Element, place: Place): TestResult {
  const file = attribute(test, 'file') || place.file;
  const failures = [...children(test, 'failure'), ...children(test, 'error')];
  const status = statusOf(test, failures);
  const name = attribute(test, 'name');
  return {
    id: isWholeModule(test, file) ? testId(file) : testId(file, ...groupOf(test, file, place), name),
    status,
    message: status === 'failed' ? failures.map(failureText).join('\n') : '',
  };
}

/** pytest reports a file that it could not load as a test without a class, named like the module. */
function isWholeModule(test: Element, file: string): boolean {
  return file !== '' && attribute(test, 'classname') === '' && attribute(test, 'name') === moduleName(file);
}

function moduleName(file: string): string {
  return file.replace(/\.[^./]+$/, '').replaceAll('/', '.');
}

/** What stands between file and name: the class without the part that repeats the file, else the suites' names. */
function groupOf(test: Element, file: string, place: Place): string[] {
  const className = attribute(test, 'classname');
  // Node writes the constant `test` here and gives the groups as nested suites.
  if (className === '' || className === 'test') return place.suites;
  const module = moduleName(file);
  if (file !== '' && (className === module || className === file)) return [];
  return [file !== '' && className.startsWith(`${module}.`) ? className.slice(module.length + 1) : className];
}

function statusOf(test: Element, failures: readonly Element[]): TestStatus {
  if (failures.length > 0) return 'failed';
  const [skipped] = children(test, 'skipped');
  if (skipped) return attribute(skipped, 'type') === 'todo' ? 'todo' : 'skipped';
  return /^(?:failed|error)$/i.test(attribute(test, 'status')) ? 'failed' : 'passed';
}

function failureText(failure: Element): string {
  const message = attribute(failure, 'message');
  const [text] = textOf(failure);
  return text === undefined ? message : text.includes(message) ? text : `${message}\n${text}`;
}

function children(element: Element, name: string): Element[] {
  const found = element[name];
  return Array.isArray(found) ? found.filter((child) => typeof child === 'object') : [];
}

function attribute(element: Element, name: string): string {
  const value = element[`${ATTRIBUTE}${name}`];
  return typeof value === 'string' ? decode(value) : '';
}

function textOf(element: Element): string[] {
  const text = element[TEXT];
  return typeof text === 'string' && text.trim() !== '' ? [decode(text)] : [];
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The five names and the numbers that XML defines, each expanded once. */
function decode(text: string): string {
  return text.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (name !== undefined) return CHARACTERS[String(name).toLowerCase()] ?? whole;
    const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
