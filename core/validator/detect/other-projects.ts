// Projects in folders below the top, whose tests nobody runs unless told to. People are told that they are there.
import { folderOf, memberManifests } from './node-workspaces.js';
import type { RepositoryFacts } from './repository-facts.js';

const MANIFEST =
  /^(?:[^/]+\/){1,2}(?:package\.json|pyproject\.toml|setup\.py|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;
/** What lies in them serves the project at the top, or is none of ours. */
const NOT_ITS_OWN = /(?:^|\/)(?:\.[^/]*|node_modules|vendor|tests?|__tests__|fixtures?|examples?|docs?|benchmarks?)\//;
/** Modules of Cargo, Maven and Gradle are tested with the project at the top. */
const BUILT_FROM_TOP = /\/(?:Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;
const NAMED_MAX = 5;

/** Manifests of projects below the top that are no members of a workspace at the top. */
export function otherProjects(facts: RepositoryFacts): string[] {
  const members = new Set(memberManifests(facts));
  const top = new Set(facts.files.filter((file) => !file.includes('/')));
  return facts.files.filter((file) => {
    if (!MANIFEST.test(file) || NOT_ITS_OWN.test(file) || members.has(file)) return false;
    return !(BUILT_FROM_TOP.test(file) && top.has(file.slice(folderOf(file).length + 1)));
  });
}

export function describeOtherProjects(facts: RepositoryFacts): string[] {
  const others = otherProjects(facts);
  if (others.length === 0) return [];
  const named = others.slice(0, NAMED_MAX).join(', ');
  const more = others.length > NAMED_MAX ? ` and ${others.length - NAMED_MAX} more` : '';
  return [`not run: ${named}${more}; a test command of your own can run them too (cd FOLDER && ...)`];
}
