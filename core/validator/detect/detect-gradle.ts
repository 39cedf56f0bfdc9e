// How a Gradle project is set up and tested. As with Maven, only running the tests shows what they need, so setup runs
// them once, and removes what that built. Where tests fail then, what they are made of must at least be there.
import type { Detected, RepositoryFacts } from './repository-facts.js';

const BUILD_FILES = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];
const ENVIRONMENT = { GRADLE_USER_HOME: '/w/.gradle-home' };
const REMOVE_BUILT = 'find . \\( -name build.gradle -o -name build.gradle.kts \\) -execdir rm -rf build .gradle \\;';

export function detectGradle({ files }: RepositoryFacts): Detected | null {
  const found = BUILD_FILES.find((file) => files.includes(file));
  if (found === undefined) return null;
  const gradle = files.includes('gradlew') ? './gradlew' : 'gradle';
  const quiet = `${gradle} --no-daemon --console=plain`;
  return {
    setup: `{ ${quiet} test --continue || ${quiet} testClasses; } && ${REMOVE_BUILT}`,
    testForPeople: `${gradle} test`,
    tests: [{ command: `${quiet} --offline test` }],
    environment: ENVIRONMENT,
    evidence: [`${found}: a Gradle project`],
  };
}
