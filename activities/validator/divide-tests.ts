// Divides accepted tests into those that are shown and those that are held out, each with what it asks for.
import type { AcceptanceFiles } from '../../core/spec.js';
import type { AcceptanceInput, AcceptanceTests } from '../../core/validator/acceptance.js';
import { written } from '../../core/validator/check-written-tests.js';
import { splitHoldout, type TestFile } from '../../core/validator/split-holdout.js';
import { fileOfTest, isWholeFile } from '../../core/validator/test-id.js';
import type { BaselineResults } from '../../core/validator.js';
import { countDeclared } from './acceptance-files.js';

export interface TestPart {
  files: AcceptanceFiles;
  results: BaselineResults;
  count: number;
}

export interface DividedTests {
  visible: TestPart;
  heldOut: TestPart | null;
}

export interface DivideInput {
  baseline: BaselineResults;
  files: AcceptanceFiles;
  input: AcceptanceInput;
  asked: AcceptanceTests;
  /** Share of the tests to hold out. */
  holdout: number;
}

export function divideTests(divide: DivideInput): DividedTests {
  const held = new Set(heldPaths(divide));
  const visible = partOf(divide, (path) => !held.has(path));
  return { visible, heldOut: held.size === 0 ? null : partOf(divide, (path) => held.has(path)) };
}

/** None where nobody can tell which file a test is in, or where what is shown would ask for nothing any more. */
function heldPaths({ files, input, asked, holdout }: DivideInput): string[] {
  if (input.testFiles.length === 0 || asked.unnamed) return [];
  const each = Object.entries(files).map(
    ([path, text]): TestFile => ({ path, text, tests: testsIn(input, path, text) }),
  );
  const held = splitHoldout(each, holdout);
  const failing = written(input, input.run).filter(({ status }) => status === 'failed');
  return failing.some(({ id }) => !held.includes(fileOfTest(id))) ? held : [];
}

function partOf({ baseline, files, input, asked }: DivideInput, isIn: (path: string) => boolean): TestPart {
  const part = Object.fromEntries(Object.entries(files).filter(([path]) => isIn(path)));
  // Where reports name no files nothing is held out, so that the visible part is all of it.
  const all = Object.keys(part).length === Object.keys(files).length;
  const isOurs = (id: string) => all || isIn(fileOfTest(id));
  const counts = Object.entries(part).map(([path, text]) => testsIn(input, path, text));
  return {
    files: part,
    results: {
      ...baseline,
      acceptance: asked.ids.filter(isOurs),
      acceptanceFiles: asked.files.filter(isOurs),
      acceptanceUnnamed: asked.unnamed,
      replaced: asked.replaced,
    },
    count: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** By the run on the base, or by the text where the base cannot load the file. */
function testsIn({ run }: AcceptanceInput, path: string, text: string): number {
  const named = run.tests.filter(({ id }) => fileOfTest(id) === path && !isWholeFile(id)).length;
  return named > 0 ? named : countDeclared(text);
}
