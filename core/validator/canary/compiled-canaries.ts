// Canaries in test files of Go, and of Rust where a file holds tests only. Neither language lets code under test change
// what an assertion means; what is asked is whether tests ran and their failures were reported.
import type { CanaryFile, NameCanary, TestFile } from './canary.js';

/** Null where the file is none of the runner's. */
export function compiledCanaries(runner: string, file: TestFile, name: NameCanary): CanaryFile | null {
  const carrying = (text: string, test: string) => ({ path: file.path, body: file.text, text, names: [test], ids: [] });
  if (runner === 'go test' && file.path.endsWith('_test.go') && /^import\b[^)]*"testing"/m.test(file.text)) {
    const test = `Test_${name()}`;
    return carrying(`\nfunc ${test}(t *testing.T) { t.Fatal("canary") }\n`, test);
  }
  if (runner === 'cargo test' && /(?:^|\/)tests\/[^/]+\.rs$/.test(file.path)) {
    const test = `test_${name()}`;
    return carrying(`\n#[test]\nfn ${test}() { panic!("canary"); }\n`, test);
  }
  return null;
}
