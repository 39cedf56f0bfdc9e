// How a repository with a package.json is set up and tested, and each member of a workspace by itself.
import { CHECKS_ONLY } from './checks-only.js';
import { type NodeManifest, readNodeManifest } from './node-manifest.js';
import { nodeSetup } from './node-setup.js';
import { folderOf, memberManifests, runsAllMembers } from './node-workspaces.js';
import type { Detected, DetectedTest, RepositoryFacts, Scripts } from './repository-facts.js';
import { splitScript } from './split-script.js';

const NO_TEST = 'since no test runs there';
const NO_TEST_PLACEHOLDER = /no test specified/;

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
  const { commands, evidence } = commandsOf(script, manifest.scripts, 'package.json');
  return {
    setup: nodeSetup(facts, manifest),
    testForPeople: 'npm test',
    tests: commands.map((command) => ({ command, scripts: manifest.scripts })),
    evidence,
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
    const own = commandsOf(script, scripts, file);
    found.push(...own.commands.map((command) => ({ command: `cd ${folderOf(file)} && ${command}`, scripts })));
    evidence.push(...own.evidence);
  }
  if (found.length === 0) return null;
  const testForPeople = testScript(manifest.scripts) === null ? 'npm test --workspaces --if-present' : 'npm test';
  return { setup: nodeSetup(facts, { ...manifest, hasDependencies: true }), testForPeople, tests: found, evidence };
}

function testScript(scripts: Scripts): string | null {
  const script = scripts['test']?.trim() ?? '';
  return script === '' || NO_TEST_PLACEHOLDER.test(script) ? null : script;
}

interface OwnCommands {
  commands: string[];
  evidence: string[];
}

function commandsOf(script: string, scripts: Scripts, file: string): OwnCommands {
  const { before, evidence: leftOutAround } = scriptsAround(scripts, file);
  const is = `${file}: scripts.test is "${script}"`;
  const split = splitScript(script, scripts);
  if (split === null) return { commands: [asOne(scripts, before)], evidence: [is, ...leftOutAround] };
  const left = split.leftOut.length === 0 ? [] : [`${file}: "${split.leftOut.join('" and "')}" left out, ${NO_TEST}`];
  const { commands } = split;
  const each = commands.length === 1 ? [] : [`${file}: run part by part, so that tests can be read one by one`];
  return { commands: [...before, ...commands], evidence: [is, ...leftOutAround, ...left, ...each] };
}

function asOne({ pretest, posttest }: Scripts, before: readonly string[]): string {
  if (pretest === undefined && posttest === undefined) return 'npm test';
  if (before.length > 0 && posttest === undefined) return 'npm test';
  return [...before, 'npm test --ignore-scripts'].join(' && ');
}

/** `before` is what has to run first because it builds. */
function scriptsAround({ pretest, posttest }: Scripts, file: string): { before: string[]; evidence: string[] } {
  const builds = pretest !== undefined && !CHECKS_ONLY.test(pretest);
  const skipped = [
    ...(pretest !== undefined && !builds ? ['pretest'] : []),
    ...(posttest === undefined ? [] : ['posttest']),
  ];
  const evidence = skipped.length === 0 ? [] : [`${file}: ${skipped.join(' and ')} left out, ${NO_TEST}`];
  return { before: builds ? ['npm run pretest'] : [], evidence };
}
