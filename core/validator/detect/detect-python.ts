// How a repository of Python code is set up and tested. A virtual environment is made only where something has to be
// installed; the interpreter that is there serves otherwise.
import type { Detected, RepositoryFacts } from './repository-facts.js';

const REQUIREMENT_FILES = [
  'requirements-dev.txt',
  'dev-requirements.txt',
  'requirements-test.txt',
  'test-requirements.txt',
  'requirements.txt',
];
const TEST_GROUPS = ['test', 'tests', 'testing', 'dev'];
/** Names of test files that pytest and unittest look for. */
export const PYTHON_TEST_FILE = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;
const UNITTEST_IMPORT = /^\s*(?:import unittest|from unittest\b)/m;
const PYTEST_IMPORT = /^\s*(?:import pytest|from pytest\b)/m;

export function detectPython(facts: RepositoryFacts): Detected | null {
  const pytest = pytestEvidence(facts);
  const testFile = facts.files.find((file) => PYTHON_TEST_FILE.test(file));
  if (pytest === null && testFile === undefined) return null;
  const setup = pythonSetup(facts);
  const python = setup === null ? 'python3' : '.venv/bin/python';
  if (pytest === null) {
    const discover = `${python} -m unittest discover${startFolder(facts)}`;
    return { setup, testForPeople: discover, test: discover, evidence: [`${testFile}: tests for unittest`] };
  }
  const run = `${python} -m pytest -q`;
  return { setup, testForPeople: run, test: run, evidence: [pytest] };
}

/** Why this is pytest and not unittest, in one line; null when nothing says so. */
function pytestEvidence(facts: RepositoryFacts): string | null {
  const { texts, files } = facts;
  if (texts['pytest.ini'] !== undefined) return 'pytest.ini: settings of pytest';
  if (/^\[tool\.pytest\b/m.test(texts['pyproject.toml'] ?? '')) return 'pyproject.toml: settings of pytest';
  if (/^\[pytest\]/m.test(texts['tox.ini'] ?? '')) return 'tox.ini: settings of pytest';
  if (/^\[tool:pytest\]/m.test(texts['setup.cfg'] ?? '')) return 'setup.cfg: settings of pytest';
  const conftest = files.find((file) => file === 'conftest.py' || file.endsWith('/conftest.py'));
  if (conftest !== undefined) return `${conftest}: fixtures of pytest`;
  const naming = [...REQUIREMENT_FILES, 'pyproject.toml', 'tox.ini', 'setup.cfg', 'setup.py'];
  const named = naming.find((file) => /\bpytest\b/.test(texts[file] ?? ''));
  if (named !== undefined) return `${named}: names pytest`;
  const tests = Object.keys(texts).filter((file) => PYTHON_TEST_FILE.test(file));
  const importing = tests.find((file) => PYTEST_IMPORT.test(texts[file] ?? ''));
  if (importing !== undefined) return `${importing}: imports pytest`;
  const plain = tests.find((file) => !UNITTEST_IMPORT.test(texts[file] ?? ''));
  return plain === undefined ? null : `${plain}: plain test functions, as pytest runs them`;
}

/** unittest looks in the folder it is given; `-t .` lets tests import the code from the top of the tree. */
function startFolder(facts: RepositoryFacts): string {
  for (const folder of ['tests', 'test']) {
    if (!facts.files.some((file) => file.startsWith(`${folder}/`) && PYTHON_TEST_FILE.test(file))) continue;
    // Below the top, discovery only finds tests in packages, unless the folder itself is the top.
    return facts.files.includes(`${folder}/__init__.py`) ? ` -s ${folder} -t .` : ` -s ${folder}`;
  }
  return '';
}

function pythonSetup(facts: RepositoryFacts): string | null {
  const wanted = installArguments(facts);
  if (wanted === null) return null;
  const install = `.venv/bin/python -m pip install --quiet --disable-pip-version-check ${wanted}`;
  return `python3 -m venv .venv && ${install}`;
}

/** What pip is to install, or null when the code needs nothing but the interpreter (and pytest, if that is there). */
function installArguments(facts: RepositoryFacts): string | null {
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
    ...(pytestEvidence(facts) === null ? [] : ['pytest']),
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
    const header = /^\s*\[+([^\]]+)\]+/.exec(line)?.[1];
    if (header !== undefined) inTable = header.trim() === table;
    else if (inTable && new RegExp(`^\\s*"?${key}"?\\s*=`).test(line)) return true;
  }
  return false;
}
