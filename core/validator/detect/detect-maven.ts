// How a Maven project is set up and tested. What its plugins need, Maven learns only by running them: the test plugin even
// chooses its libraries when it has found tests. So setup runs them once, whatever comes out, and removes what that built.
import type { Detected, RepositoryFacts } from './repository-facts.js';

/** Read by every version of Maven, unlike variables of its own. */
const ENVIRONMENT = { MAVEN_OPTS: '-Dmaven.repo.local=/w/.m2-repository' };
const REMOVE_BUILT = "find . -name target -type d -not -path './.m2-repository/*' -prune -exec rm -rf {} +";

/** Checks of licenses and style run before the tests, and take what we install beside them for files of the project. */
const CHECKS_SKIPPED = '-Drat.skip=true -Dlicense.skip=true -Dcheckstyle.skip=true -Dspotless.check.skip=true';

export function detectMaven(facts: RepositoryFacts): Detected | null {
  if (facts.texts['pom.xml'] === undefined) return null;
  return {
    setup: `mvn -B -q -Dstyle.color=never ${CHECKS_SKIPPED} test -Dmaven.test.failure.ignore=true && ${REMOVE_BUILT}`,
    testForPeople: 'mvn test',
    tests: [{ command: `mvn -B -o -Dstyle.color=never ${CHECKS_SKIPPED} test` }],
    environment: ENVIRONMENT,
    evidence: ['pom.xml: a Maven project', 'checks of licenses and style left out, since no test runs there'],
  };
}
