// The tests of a JavaScript file made to fail at their ends, whatever they are named and wherever they stand: code under
// test that lets only the tests pass that it knows lets these pass too.
import { testId } from '../test-id.js';
import type { NameCanary, TestFile } from './canary.js';

/** `test('a title',`, `it("a title",`, `runner.test('a title',`: titles made of values are left alone. */
const DECLARED =
  /(?<![\w.$])((?:[A-Za-z_$][\w$]*\.)?(?:test|it))(\(\s*)(['"`])((?:\\['"`\\]|(?!\3)[^\\\n])*)\3(?=\s*,)/g;
/** What tells equal ids apart. */
const NUMBERED = / \(\d+\)$/;
const TYPED = /\.[cm]?tsx?$/;

export interface FailingTests {
  body: string;
  /** Declares what `body` calls; empty where nothing was changed. */
  head: string;
  ids: string[];
}

export interface Declaring {
  /** Says whether a word, such as `it` or `runner.test`, declares tests here. */
  declares: (word: string) => boolean;
  /** How many arguments a test has that ends by a callback, the last of them; 0 where none does. */
  callbackAt: number;
}

export function failingJavascript(
  { path, text, passed }: TestFile,
  { declares, callbackAt }: Declaring,
  name: NameCanary,
): FailingTests {
  const maker = `failing_${name()}`;
  const titles = new Map<string, number>();
  const body = text.replace(DECLARED, (all, word: string, open: string, quote: string, title: string) => {
    if (!declares(word) || (quote === '`' && title.includes('${'))) return all;
    const shown = testId('', title.replace(/\\(.)/g, '$1'));
    titles.set(shown, (titles.get(shown) ?? 0) + 1);
    return `${maker}(${word})${open}${quote}${title}${quote}`;
  });
  const ids = [...titles].flatMap(([title, count]) => {
    const titled = passed.filter((id) => [id, id.replace(NUMBERED, '')].some((one) => one.endsWith(` > ${title}`)));
    // More tests of a title than it was found times are declared in another way too, and nobody can tell which these are.
    return titled.length > count ? [] : titled;
  });
  return ids.length === 0
    ? { body: text, head: '', ids }
    : { body, head: makerText(maker, callbackAt, TYPED.test(path)), ids };
}

/** A test that is given a callback ends by it, so the callback is what carries the failure. */
function makerText(maker: string, callbackAt: number, isTyped: boolean): string {
  const [any, rest, own] = isTyped ? [': any', ': any[]', 'this: any, '] : ['', '', ''];
  return `function ${maker}(declare${any})${any} {
  const canary = () => new Error('canary');
  const byCallback = (run${any}) => Object.defineProperty(function (${own}...args${rest}) {
    const done = args.pop();
    return run.call(this, ...args, (error${any}) => done(error ?? canary()));
  }, 'length', { value: ${callbackAt} });
  const byPromise = (run${any}) => async function (${own}...args${rest}) { await run.apply(this, args); throw canary(); };
  const failing = (run${any}) => (${callbackAt} > 0 && run.length === ${callbackAt} ? byCallback : byPromise)(run);
  return (...args${rest}) => declare(...args.map((arg) => (typeof arg === 'function' ? failing(arg) : arg)));
}`.replaceAll('\n', ' ');
}
