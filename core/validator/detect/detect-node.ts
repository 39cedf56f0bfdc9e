// How a repository with a package.json is set up and tested.
import type { Scripts } from './force-report.js';
import { type NodeDependencies, nodeSetup } from './node-setup.js';
import type { Detected, RepositoryFacts } from './repository-facts.js';

interface NodeManifest extends NodeDependencies {
  scripts: Scripts;
}

const NO_TEST_PLACEHOLDER = /no test specified/;
/** Scripts around `test` that check style or supply, which says nothing about behaviour and often needs the network. */
const CHECKS_ONLY = /\b(?:lint|eslint|xo|standard|prettier|biome|evalmd|audit|attw|publint|ls-engines|npmignore)\b/;
const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'workspaces'];

export function detectNode(facts: RepositoryFacts): Detected | null {
  const manifest = readManifest(facts.texts['package.json']);
  const script = manifest?.scripts['test'];
  if (!manifest || script === undefined || script.trim() === '' || NO_TEST_PLACEHOLDER.test(script)) return null;
  const around = scriptsAround(manifest.scripts);
  return {
    setup: nodeSetup(facts, manifest),
    testForPeople: 'npm test',
    test: around.test,
    evidence: [`package.json: scripts.test is "${script}"`, ...around.evidence],
  };
}

export function npmScripts(facts: RepositoryFacts): Scripts {
  return readManifest(facts.texts['package.json'])?.scripts ?? {};
}

function scriptsAround(scripts: Scripts): { test: string; evidence: string[] } {
  const { pretest, posttest } = scripts;
  const builds = pretest !== undefined && !CHECKS_ONLY.test(pretest);
  const skippable = pretest !== undefined || posttest !== undefined;
  if (!skippable || (builds && posttest === undefined)) return { test: 'npm test', evidence: [] };
  const skipped = [
    ...(pretest !== undefined && !builds ? ['pretest'] : []),
    ...(posttest === undefined ? [] : ['posttest']),
  ];
  const evidence = [`package.json: ${skipped.join(' and ')} left out, since no test runs there`];
  const test = 'npm test --ignore-scripts';
  return { test: builds ? `npm run pretest && ${test}` : test, evidence };
}

function readManifest(text: string | undefined): NodeManifest | null {
  const fields = parseObject(text);
  if (!fields) return null;
  const scripts = asObject(fields['scripts']);
  return {
    scripts: Object.fromEntries(
      Object.entries(scripts).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
    hasDependencies: DEPENDENCY_FIELDS.some((field) => Object.keys(asObject(fields[field])).length > 0),
    packageManager: typeof fields['packageManager'] === 'string' ? fields['packageManager'] : '',
  };
}

function parseObject(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? asObject(value) : null;
  } catch {
    return null;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
