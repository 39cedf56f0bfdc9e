// Canaries in test files of Go, and of Rust where a file holds tests only. Neither language lets code under test change
// what an assertion means; what is asked is whether tests ran and their failures were reported.
import type { CanaryFile, NameCanary } from './canary.js';

/** Null where the file is none of the runner's. */
export function compiledCanaries(
  runner: string,
  file: { path: string; text: string },
  name: NameCanary,
): CanaryFile | null {
  if (runner === 'go test' && file.path.endsWith('_test.go') && /^import\b[^)]*"testing"/m.test(file.text)) {
    const test = `Test_${name()}`;
    return { path: file.path, text: `\nfunc ${test}(t *testing.T) { t.Fatal("canary") }\n`, names: [test] };
  }
  if (runner === 'cargo test' && /(?:^|\/)tests\/[^/]+\.rs$/.test(file.path)) {
    const test = `test_${name()}`;
    return { path: file.path, text: `\n#[test]\nfn ${test}() { panic!("canary"); }\n`, names: [test] };
  }
  return null;
}
