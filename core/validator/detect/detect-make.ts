// The last resort: a Makefile with a target named `test`. Its exit code is all that is known.
import type { Detected, RepositoryFacts } from './repository-facts.js';

export function detectMake(facts: RepositoryFacts): Detected | null {
  if (!/^test\s*:(?!=)/m.test(facts.texts['Makefile'] ?? '')) return null;
  return {
    setup: null,
    testForPeople: 'make test',
    tests: [{ command: 'make test' }],
    evidence: ['Makefile: a target "test"'],
    weak: true,
  };
}
