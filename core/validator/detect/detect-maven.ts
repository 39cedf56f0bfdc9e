// How a Maven project is set up and tested. Maven learns what its plugins need only by running them, so setup compiles
// the tests and starts the test plugin on none of them; what that built is removed again.
import type { Detected, RepositoryFacts } from './repository-facts.js';

/** Read by every version of Maven, unlike variables of its own. */
const ENVIRONMENT = { MAVEN_OPTS: '-Dmaven.repo.local=/w/.m2-repository' };
const NO_TEST = '-Dtest=NoSuchTest -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false';
const REMOVE_BUILT = "find . -name target -type d -not -path './.m2-repository/*' -prune -exec rm -rf {} +";

export function detectMaven(facts: RepositoryFacts): Detected | null {
  if (facts.texts['pom.xml'] === undefined) return null;
  return {
    setup: `mvn -B -q -Dstyle.color=never test ${NO_TEST} && ${REMOVE_BUILT}`,
    testForPeople: 'mvn test',
    test: 'mvn -B -o -Dstyle.color=never test',
    environment: ENVIRONMENT,
    evidence: ['pom.xml: a Maven project'],
  };
}
