// The canaries for one test file, in the words of the runner that runs it.
import type { CanaryFile, NameCanary, TestFile } from './canary.js';
import { compiledCanaries } from './compiled-canaries.js';
import { javascriptCanaries } from './javascript-canaries.js';
import { pythonCanaries } from './python-canaries.js';

const LANGUAGES = [javascriptCanaries, pythonCanaries, compiledCanaries];

/** Null where this runner's test files, or this one, cannot carry any. */
export function canaryFile(runner: string, file: TestFile, name: NameCanary): CanaryFile | null {
  for (const make of LANGUAGES) {
    const made = make(runner, file, name);
    if (made) return made;
  }
  return null;
}
