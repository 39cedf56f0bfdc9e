// How a repository of Python code is set up and tested. A virtual environment is made only where something has to be
// installed; the interpreter that is there serves otherwise.
import { pythonSetup, REQUIREMENT_FILES } from './python-setup.js';
import type { Detected, RepositoryFacts } from './repository-facts.js';

/** Names of test files that pytest and unittest look for. */
export const PYTHON_TEST_FILE = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;
/** Without one of these at the top, a few Python files may be all the Python that there is. */
const MANIFESTS = [
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'tox.ini',
  'pytest.ini',
  'pytest.toml',
  ...REQUIREMENT_FILES,
];
const UNITTEST_IMPORT = /^[ \t]*(?:import unittest|from unittest\b)/m;
const PYTEST_IMPORT = /^[ \t]*(?:import pytest|from pytest\b)/m;

export function detectPython(facts: RepositoryFacts): Detected | null {
  const pytest = pytestEvidence(facts);
  const testFile = facts.files.find((file) => PYTHON_TEST_FILE.test(file));
  if (pytest === null && testFile === undefined) return null;
  const installed = pythonSetup(facts, pytest !== null);
  const common = { ...installed, weak: !MANIFESTS.some((file) => facts.texts[file] !== undefined) };
  const python = installed.setup === null ? 'python3' : '.venv/bin/python';
  if (pytest === null) {
    const discover = `${python} -m unittest discover${startFolder(facts)}`;
    return {
      ...common,
      testForPeople: discover,
      tests: [{ command: discover }],
      evidence: [`${testFile}: tests for unittest`],
    };
  }
  const run = `${python} -m pytest -q`;
  return { ...common, testForPeople: run, tests: [{ command: run }], evidence: [pytest] };
}

/** Why this is pytest and not unittest, in one line; null when nothing says so. */
function pytestEvidence(facts: RepositoryFacts): string | null {
  const { texts, files } = facts;
  if (texts['pytest.ini'] !== undefined) return 'pytest.ini: settings of pytest';
  if (texts['pytest.toml'] !== undefined) return 'pytest.toml: settings of pytest';
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
