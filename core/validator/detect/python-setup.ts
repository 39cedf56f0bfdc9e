// How the dependencies of Python code are installed. A helper does it in two phases (helpers/python_setup.py), with the
// tool whose lockfile is there, else with pip.

import type { Detected, RepositoryFacts } from './repository-facts.js';
import { HELPERS_MOUNT } from './runner.js';

export const REQUIREMENT_FILES = [
  'requirements-dev.txt',
  'dev-requirements.txt',
  'requirements-test.txt',
  'test-requirements.txt',
  'requirements.txt',
];
const TEST_GROUPS = ['test', 'tests', 'testing', 'dev'];
const HELPER = `python3 ${HELPERS_MOUNT}/python_setup.py`;

export function pythonSetup(facts: RepositoryFacts, needsPytest: boolean): Pick<Detected, 'setup' | 'build'> {
  const wanted = installedBy(facts, needsPytest);
  if (wanted === null) return { setup: null };
  return { setup: `${HELPER} fetch ${wanted}`, build: `${HELPER} build ${wanted}` };
}

/** The tool that installs and what it is told, or null when nothing is to be installed. */
function installedBy(facts: RepositoryFacts, needsPytest: boolean): string | null {
  if (facts.files.includes('uv.lock')) return ['uv', ...chosen(facts, '--extra', '--group')].join(' ');
  if (facts.files.includes('poetry.lock')) return ['poetry', ...chosen(facts, '--extras', '--with')].join(' ');
  const wanted = pipArguments(facts, needsPytest);
  return wanted === null ? null : `pip ${wanted}`;
}

/** The extras and groups that tests usually need, each behind the option that chooses it. */
function chosen(facts: RepositoryFacts, extraOption: string, groupOption: string): string[] {
  const pyproject = facts.texts['pyproject.toml'] ?? '';
  const extras = TEST_GROUPS.filter((group) => hasTomlKey(pyproject, 'project.optional-dependencies', group));
  const groups = TEST_GROUPS.filter(
    (group) =>
      hasTomlKey(pyproject, 'dependency-groups', group) ||
      pyproject.includes(`[tool.poetry.group.${group}.dependencies]`),
  );
  return [...extras.map((extra) => `${extraOption} ${extra}`), ...groups.map((group) => `${groupOption} ${group}`)];
}

/** What pip is to install, or null when the code needs nothing but the interpreter (and pytest, if that is there). */
function pipArguments(facts: RepositoryFacts, needsPytest: boolean): string | null {
  const pyproject = facts.texts['pyproject.toml'] ?? '';
  const requirements = REQUIREMENT_FILES.filter((file) => hasRequirements(facts.texts[file]));
  const dev = requirements.filter((file) => file !== 'requirements.txt');
  const files =
    dev.length > 0 ? [...dev.slice(0, 1), ...requirements.filter((file) => !dev.includes(file))] : requirements;
  const isPackage = /^\[project\]/m.test(pyproject) || facts.texts['setup.py'] !== undefined;
  if (!isPackage || !needsInstalling(facts, pyproject)) {
    return files.length === 0 ? null : files.map((file) => `-r ${file}`).join(' ');
  }
  const extras = TEST_GROUPS.filter((group) => hasTomlKey(pyproject, 'project.optional-dependencies', group));
  const groups = TEST_GROUPS.filter((group) => hasTomlKey(pyproject, 'dependency-groups', group));
  const parts = [
    `-e '.${extras.length > 0 ? `[${extras.join(',')}]` : ''}'`,
    ...groups.map((group) => `--group ${group}`),
    ...files.map((file) => `-r ${file}`),
    ...(needsPytest ? ['pytest'] : []),
  ];
  return parts.join(' ');
}

/** A package whose code lies at the top of the tree and that depends on nothing can be tested as it lies. */
function needsInstalling(facts: RepositoryFacts, pyproject: string): boolean {
  if (facts.files.some((file) => file.startsWith('src/') && file.endsWith('.py'))) return true;
  if (/^dependencies\s*=\s*\[\s*["']/m.test(pyproject) || /\binstall_requires\b/.test(facts.texts['setup.py'] ?? ''))
    return true;
  return TEST_GROUPS.some(
    (group) =>
      hasTomlKey(pyproject, 'project.optional-dependencies', group) ||
      hasTomlKey(pyproject, 'dependency-groups', group),
  );
}

function hasRequirements(text: string | undefined): boolean {
  return (text ?? '').split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'));
}

/** True when `[table]` of a TOML text has `key`. Reads lines, which is enough for tables written as such. */
function hasTomlKey(toml: string, table: string, key: string): boolean {
  let inTable = false;
  for (const line of toml.split('\n')) {
    const header = /^\s*\[+([^[\]]+)\]+/.exec(line)?.[1];
    if (header !== undefined) inTable = header.trim() === table;
    else if (inTable && new RegExp(`^\\s*"?${key}"?\\s*=`).test(line)) return true;
  }
  return false;
}
