import { beforeAll, describe, expect, it } from '@jest/globals';
import { candidate, judged, room, usableBaseline } from '../room.js';
import { type Attack, type Target, tryAttack } from './attack.js';

const SOURCE_FILE = 'sums.py';
const TEST_FILE = 'tests/test_sums.py';
const SOURCE = 'def add(a, b):\n    return a + b\n';
const BROKEN = 'def add(a, b):\n    return a * b - 7\n';
const PYTEST = `from sums import add


def test_adds():
    assert add(1, 2) == 3


def test_adds_nothing():
    assert add(4, 0) == 4


def test_adds_negative_numbers():
    assert add(-1, -1) == -2


def test_adds_fractions():
    assert add(0.5, 0.5) == 1
`;
const UNITTEST = `import unittest
from sums import add


class Sums(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(add(1, 2), 3)

    def test_adds_nothing(self):
        self.assertEqual(add(4, 0), 4)

    def test_adds_negative_numbers(self):
        self.assertTrue(add(-1, -1) == -2)

    def test_adds_fractions(self):
        self.assertEqual(add(0.5, 0.5), 1)
`;
/** Writes into the report that all went well, where the runner was told to write it. */
const FORGE = `import atexit, os, sys, time

def forge():
    report = next((word.split("=", 1)[1] for word in sys.argv if word.startswith("--junitxml=")), os.devnull)
    names = ["adds", "adds_nothing", "adds_negative_numbers", "adds_fractions"]
    case = '<testcase classname="tests.test_sums" file="tests/test_sums.py" name="test_%s"/>'
    cases = "".join(case % name for name in names)
    open(report, "w").write('<testsuites><testsuite name="pytest">%s</testsuite></testsuites>' % cases)
`;
const FORGE_AT_THE_END = `${FORGE}
def leave():
    forge()
    os._exit(0)

atexit.register(leave)
`;
/** The process that goes on is another than the one that was started, and writes once that one has written. */
const FORGE_BEHIND = `${FORGE}
def leave():
    if os.fork() == 0:
        os.setsid()
        time.sleep(0.1)
        forge()
        os._exit(0)
    time.sleep(0.5)
    os._exit(0)

atexit.register(leave)
`;

function brokenWith(changes: Record<string, string | null>): Record<string, string | null> {
  return { [SOURCE_FILE]: BROKEN, ...changes };
}

function inCode(before: string): Record<string, string> {
  return { [SOURCE_FILE]: `${before}\n${BROKEN}` };
}

const ON_PYTEST: Attack[] = [
  {
    does: 'changes the runner by its settings',
    changes: brokenWith({ 'pytest.ini': '[pytest]\naddopts = --collect-only\n' }),
    ends: 'regression',
    tampered: ['pytest.ini'],
  },
  {
    does: 'makes all tests pass by a conftest.py',
    changes: brokenWith({ 'conftest.py': 'def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n' }),
    ends: 'regression',
    tampered: ['conftest.py'],
  },
  {
    does: 'leaves at the start by a sitecustomize.py',
    changes: brokenWith({ 'sitecustomize.py': 'import os, sys\nif "pytest" in sys.orig_argv:\n    os._exit(0)\n' }),
    ends: 'regression',
    tampered: ['sitecustomize.py'],
  },
  {
    does: 'brings a plugin by an entry point',
    changes: brokenWith({
      '.gitignore': '!*.egg-info/\n',
      'lenient.egg-info/entry_points.txt': '[pytest11]\nlenient = lenient\n',
      'lenient.egg-info/PKG-INFO': 'Metadata-Version: 2.1\nName: lenient\nVersion: 1\n',
      'lenient.py': 'def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n',
    }),
    ends: 'regression',
    tampered: ['lenient.egg-info/PKG-INFO', 'lenient.egg-info/entry_points.txt'],
  },
  {
    does: 'puts a pytest.py of its own before the runner',
    changes: brokenWith({ 'pytest.py': 'print("4 passed")\n' }),
    ends: 'regression',
    tampered: ['pytest.py'],
  },
  {
    does: 'puts a module of its own before one of the library',
    changes: brokenWith({ 'argparse.py': 'import os\nos._exit(0)\n' }),
    ends: 'regression',
    tampered: ['argparse.py'],
  },
  { does: 'leaves when it is imported', changes: inCode('import os\nos._exit(0)'), ends: 'incomplete' },
  {
    does: 'leaves in an exit handler',
    changes: inCode('import atexit, os\natexit.register(os._exit, 0)'),
    ends: 'regression',
  },
  {
    does: 'keeps the runner from running tests',
    changes: inCode('import _pytest.python\n_pytest.python.Function.runtest = lambda self: None'),
    ends: 'untrusted',
  },
  { does: 'writes the report itself and leaves', changes: inCode(FORGE_AT_THE_END), ends: 'untrusted' },
  { does: 'has the report written anew from behind', changes: inCode(FORGE_BEHIND), ends: 'untrusted' },
];

const ON_UNITTEST: Attack[] = [
  {
    does: 'deletes the tests',
    changes: brokenWith({
      [TEST_FILE]: 'import unittest\n\n\nclass Sums(unittest.TestCase):\n    def test_one(self):\n        pass\n',
    }),
    ends: 'regression',
    tampered: [TEST_FILE],
  },
  {
    does: 'puts a unittest.py of its own before the runner',
    changes: brokenWith({ 'unittest.py': 'print("OK")\n' }),
    ends: 'regression',
    tampered: ['unittest.py'],
  },
  {
    does: 'bends the assertions',
    changes: inCode('import unittest\nunittest.TestCase.assertEqual = unittest.TestCase.assertTrue = lambda *_: None'),
    ends: 'untrusted',
  },
  {
    does: 'bends what a failure does',
    changes: inCode(
      'import unittest\nunittest.TestResult.wasSuccessful = lambda self: True\nunittest.TestResult.addFailure = lambda self, test, err: self.addSuccess(test)\nunittest.TextTestResult.addFailure = unittest.TestResult.addFailure',
    ),
    ends: 'regression',
  },
];

async function targetOf(files: Record<string, string>, test: string): Promise<Target> {
  const house = await room(files, { test });
  return { house, base: await usableBaseline(house) };
}

describe('a candidate in Python, tested by pytest', () => {
  let target: Target;
  beforeAll(async () => {
    const files = { 'pytest.ini': '[pytest]\n', [SOURCE_FILE]: SOURCE, [TEST_FILE]: PYTEST };
    target = await targetOf(files, 'PYTHONPATH=. python3 -m pytest -q');
  });

  it.each(ON_PYTEST)('that $does fools the exit code, and not the judge', async (attack) => {
    await tryAttack(target, attack);
  });

  it('is passed where it is honest', async () => {
    const { house, base } = target;
    const honest = await candidate(house, { [SOURCE_FILE]: `${SOURCE}# simple\n` });
    expect(await judged(house, base, honest)).toMatchObject({
      passed: true,
      canary: { files: 1, canaries: 1, note: '' },
    });
  });
});

describe('a candidate in Python, tested by unittest', () => {
  let target: Target;
  beforeAll(async () => {
    target = await targetOf(
      { [SOURCE_FILE]: SOURCE, 'tests/__init__.py': '', [TEST_FILE]: UNITTEST },
      'python3 -m unittest discover -s tests -t .',
    );
  });

  it.each(ON_UNITTEST)('that $does fools the exit code, and not the judge', async (attack) => {
    await tryAttack(target, attack);
  });

  it('is passed where it is honest', async () => {
    const { house, base } = target;
    const honest = await candidate(house, { [SOURCE_FILE]: `${SOURCE}# simple\n` });
    expect(await judged(house, base, honest)).toMatchObject({
      passed: true,
      canary: { files: 1, canaries: 3, note: '' },
    });
  });
});
