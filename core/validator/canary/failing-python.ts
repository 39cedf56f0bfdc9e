// The tests of a Python file made to fail at their ends, whatever they are named and wherever they stand; and the values
// that they compare looked at: one that equals a fresh object equals everything, which no honest result does.
import type { NameCanary, TestFile } from './canary.js';

/** `assert a == b`, in one line. */
const ASSERTED_EQUAL = /^([ \t]*assert\b[^\n]*?) == /gm;
const EQUAL_METHODS = [
  'assertEqual',
  'assertListEqual',
  'assertDictEqual',
  'assertTupleEqual',
  'assertSetEqual',
  'assertCountEqual',
  'assertSequenceEqual',
  'assertIn',
];
const LEVELS_MAX = 4;

export interface FailingPython {
  body: string;
  /** Stands after the file's own tests and before the canaries. */
  head: string;
  /** An expression that is true when a value was seen that equals everything. */
  seen: string;
  ids: string[];
}

export function failingPython({ text, passed }: TestFile, name: NameCanary): FailingPython {
  const own = name();
  const declared = new Set([...text.matchAll(/^[ \t]*(?:async )?def (test\w*)/gm)].map(([, test]) => test ?? ''));
  const ids = passed.filter((id) => declared.has((id.split(' > ').at(-1) ?? '').replace(/\[.*$/s, '')));
  // Between the two stands what answers both, so that neither side is asked about the other.
  const body = text.replace(ASSERTED_EQUAL, (_all, before: string) => `${before} == Probe_${own}() == `);
  return { body, head: helpers(own), seen: `Probe_${own}.seen()`, ids };
}

function helpers(own: string): string {
  return `import functools as functools_${own}
import inspect as inspect_${own}
import unittest as unittest_${own}


class Probe_${own}:
    made = []
    found = []

    def __init__(self):
        self.asked = 0
        self.made.append(self)

    def __eq__(self, other):
        self.asked += 1
        self.look(other)
        return True

    __hash__ = None

    @classmethod
    def look(cls, value, level=0):
        try:
            if not inspect_${own}.isclass(value) and (value == object()) is True:
                cls.found.append(value)
            if level < ${LEVELS_MAX} and type(value) in (list, tuple, set, frozenset, dict):
                for part in [*value, *(value.values() if type(value) is dict else ())]:
                    cls.look(part, level + 1)
        except Exception:
            pass

    @classmethod
    def seen(cls):
        # What stood before it has answered for it where it was asked once only.
        return bool(cls.found) or any(probe.asked == 1 for probe in cls.made)


def failing_${own}(function):
    if inspect_${own}.iscoroutinefunction(function):
        @functools_${own}.wraps(function)
        async def failing(*args, **named):
            await function(*args, **named)
            raise AssertionError('canary')
    else:
        @functools_${own}.wraps(function)
        def failing(*args, **named):
            function(*args, **named)
            raise AssertionError('canary')
    return failing


def probing_${own}(method):
    @functools_${own}.wraps(method)
    def probing(self, *args, **named):
        for value in args[:2]:
            Probe_${own}.look(value)
        return method(self, *args, **named)
    return probing


def own_tests_${own}(names):
    for name, value in list(names.items()):
        if name.startswith('test') and isinstance(value, staticmethod):
            yield name, staticmethod(failing_${own}(value.__func__))
        elif name.startswith('test') and inspect_${own}.isfunction(value) and not hasattr(value, '_pytestfixturefunction'):
            yield name, failing_${own}(value)


globals().update(list(own_tests_${own}(globals())))
for kind_${own} in [value for value in list(globals().values()) if inspect_${own}.isclass(value)]:
    if kind_${own}.__module__ != __name__:
        continue
    for name_${own}, made_${own} in list(own_tests_${own}(vars(kind_${own}))):
        setattr(kind_${own}, name_${own}, made_${own})
    if issubclass(kind_${own}, unittest_${own}.TestCase):
        for name_${own} in ${JSON.stringify(EQUAL_METHODS)}:
            setattr(kind_${own}, name_${own}, probing_${own}(getattr(kind_${own}, name_${own})))
made_${own} = kind_${own} = None`;
}
