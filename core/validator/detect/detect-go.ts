// How a Go module is set up and tested. Its caches lie in folders that setup makes and that are mounted read-only
// afterwards: without them every run would compile the standard library again.
import type { Detected, RepositoryFacts } from './repository-facts.js';

/** Folders whose names begin with a dot are no packages to go. */
const ENVIRONMENT = {
  GOCACHE: '/w/.go-build',
  GOMODCACHE: '/w/.go-mod',
  GOFLAGS: '-modcacherw',
  GOTOOLCHAIN: 'local',
};
const TEST = 'go test ./...';

export function detectGo(facts: RepositoryFacts): Detected | null {
  if (facts.texts['go.mod'] === undefined) return null;
  const vendored = facts.files.includes('vendor/modules.txt');
  return {
    setup: vendored ? 'true' : 'go mod download',
    // `-exec true` compiles the tests and runs none of them. What does not compile is told by the baseline.
    build: 'go test -exec true ./... || true',
    testForPeople: TEST,
    tests: [{ command: TEST }],
    environment: ENVIRONMENT,
    evidence: ['go.mod: a Go module'],
  };
}
