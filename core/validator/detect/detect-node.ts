// How a repository with a package.json is set up and tested, and each member of a workspace by itself.
import { type NodeManifest, readNodeManifest } from './node-manifest.js';
import { nodeSetup } from './node-setup.js';
import { folderOf, memberManifests, runsAllMembers } from './node-workspaces.js';
import type { Detected, DetectedTest, RepositoryFacts, Scripts } from './repository-facts.js';

const NO_TEST_PLACEHOLDER = /no test specified/;
/** Scripts around `test` that check style or supply, which says nothing about behaviour and often needs the network. */
const CHECKS_ONLY = /\b(?:lint|eslint|xo|standard|prettier|biome|evalmd|audit|attw|publint|ls-engines|npmignore)\b/;

export function detectNode(facts: RepositoryFacts): Detected | null {
  const manifest = readNodeManifest(facts.texts['package.json']);
  if (!manifest) return null;
  const script = testScript(manifest.scripts);
  return (script === null || runsAllMembers(script) ? ofMembers(facts, manifest) : null) ?? ofRoot(facts, manifest);
}

export function npmScripts(facts: RepositoryFacts): Scripts {
  return readNodeManifest(facts.texts['package.json'])?.scripts ?? {};
}

function ofRoot(facts: RepositoryFacts, manifest: NodeManifest): Detected | null {
  const script = testScript(manifest.scripts);
  if (script === null) return null;
  const around = scriptsAround(manifest.scripts, 'package.json');
  return {
    setup: nodeSetup(facts, manifest),
    testForPeople: 'npm test',
    tests: [{ command: around.test, scripts: manifest.scripts }],
    evidence: [`package.json: scripts.test is "${script}"`, ...around.evidence],
  };
}

/** Null where no member has tests. */
function ofMembers(facts: RepositoryFacts, manifest: NodeManifest): Detected | null {
  const found: DetectedTest[] = [];
  const evidence: string[] = [];
  for (const file of memberManifests(facts)) {
    const scripts = readNodeManifest(facts.texts[file])?.scripts ?? {};
    const script = testScript(scripts);
    if (script === null) continue;
    const around = scriptsAround(scripts, file);
    found.push({ command: `cd ${folderOf(file)} && ${around.test}`, scripts });
    evidence.push(`${file}: scripts.test is "${script}"`, ...around.evidence);
  }
  if (found.length === 0) return null;
  const testForPeople = testScript(manifest.scripts) === null ? 'npm test --workspaces --if-present' : 'npm test';
  return { setup: nodeSetup(facts, { ...manifest, hasDependencies: true }), testForPeople, tests: found, evidence };
}

function testScript(scripts: Scripts): string | null {
  const script = scripts['test']?.trim() ?? '';
  return script === '' || NO_TEST_PLACEHOLDER.test(script) ? null : script;
}

function scriptsAround(scripts: Scripts, file: string): { test: string; evidence: string[] } {
  const { pretest, posttest } = scripts;
  const builds = pretest !== undefined && !CHECKS_ONLY.test(pretest);
  const skippable = pretest !== undefined || posttest !== undefined;
  if (!skippable || (builds && posttest === undefined)) return { test: 'npm test', evidence: [] };
  const skipped = [
    ...(pretest !== undefined && !builds ? ['pretest'] : []),
    ...(posttest === undefined ? [] : ['posttest']),
  ];
  const evidence = [`${file}: ${skipped.join(' and ')} left out, since no test runs there`];
  const test = 'npm test --ignore-scripts';
  return { test: builds ? `npm run pretest && ${test}` : test, evidence };
}
