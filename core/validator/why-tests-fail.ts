// Tells a test that fails because something is not built yet from one that is wrong in itself. Only what shows a slip
// of its author without doubt counts as one: a wrong suspicion would cost the run its tests.
import type { TestRun } from '../validator.js';
import { isWholeFile } from './test-id.js';

/** JavaScript reports a name that a module does not export (yet) as a syntax error. */
const MISSING_EXPORT = /does not provide an export named/;
const BROKEN_TEXT = /\b(?:SyntaxError|IndentationError|TabError)\b|^\S+\.go:\d+:\d+: (?:syntax error|expected )/m;
const GO_SLIP = /_test\.go:\d+:\d+: .*(?:imported and not used|declared and not used)/;
/** A name without a dot or a slash before it is a package's, and packages cannot be added. */
const MISSING_PACKAGE = /Cannot find (?:package|module) '(?![./]|node:)([^']+)'/;
const UNKNOWN_NAME = /\b(ReferenceError|NameError): /;
const MISSING_SYMBOL =
  /does not provide an export|is not a (?:function|constructor)|Cannot find module|ImportError|ModuleNotFoundError|AttributeError|undefined: |cannot find symbol/;
const SOURCE_PATH = /(?<![\w@./-])[\w@./-]+\.(?:[cm]?[jt]sx?|py)\b/g;

/** One sentence for each slip of the author that the run of the base with its files shows. */
export function ownMistakes(run: TestRun, files: readonly string[]): string[] {
  const mistakes = run.tests.flatMap(({ id, status, message }) => {
    const slip = status === 'failed' ? slipIn(message, isWholeFile(id), files) : null;
    return slip === null ? [] : [`${id} ${slip}`];
  });
  const broke = run.complete || mistakes.length > 0 ? null : slipIn(run.output, true, files);
  return broke === null ? mistakes : [`The run ${broke}`];
}

/** True for output of a run that broke off because something is not there yet, as it does in some runners. */
export function missesSomething(output: string): boolean {
  return MISSING_SYMBOL.test(output);
}

/** `loading` says that the message is about a file that could not be loaded, not about a test that ran. */
function slipIn(message: string, loading: boolean, files: readonly string[]): string | null {
  if (loading) {
    const missing = MISSING_PACKAGE.exec(message)?.[1];
    if (missing !== undefined) return `needs the package "${missing}", which is not installed and cannot be.`;
    const broken = BROKEN_TEXT.test(message) && !MISSING_EXPORT.test(message);
    if (broken || GO_SLIP.test(message)) return `cannot be loaded because of an error in the test's own text.`;
  }
  return usesUnknownName(message, files) ? 'uses a name that the test itself never defines.' : null;
}

/** The nearest place is the one that the error came from: JavaScript names it first, Python last. */
function usesUnknownName(message: string, files: readonly string[]): boolean {
  const found = UNKNOWN_NAME.exec(message);
  if (!found) return false;
  const [before, after] = [message.slice(0, found.index), message.slice(found.index)];
  const place = found[1] === 'NameError' ? before.match(SOURCE_PATH)?.at(-1) : after.match(SOURCE_PATH)?.[0];
  return place !== undefined && files.some((file) => place === file || place.endsWith(`/${file}`));
}
