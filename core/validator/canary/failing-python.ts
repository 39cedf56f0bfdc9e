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
  return { body, head: helpers(own, !COMPARES_WITH_ANY.test(text)), seen: `Probe_${own}.seen()`, ids };
}

/** A test that compares with what equals everything itself says nothing of results by that. */
const COMPARES_WITH_ANY = /\bANY\b/;

function helpers(own: string, looks: boolean): string {
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
            if not ${looks ? 'True' : 'False'}:
                return
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


def own_test_${own}(name, value):
    """The test made to fail; None for what is no test, or was made to fail before."""
    function = value.__func__ if isinstance(value, staticmethod) else value
    if not name.startswith('test') or not inspect_${own}.isfunction(function):
        return None
    if hasattr(function, '_pytestfixturefunction') or hasattr(function, 'canary_${own}'):
        return None
    made = failing_${own}(function)
    made.canary_${own} = True
    return staticmethod(made) if isinstance(value, staticmethod) else made


def fail_in_${own}(kind):
    # Inherited ones are tests of the class as its own are, wherever they come from.
    for name in dir(kind):
        value = inspect_${own}.getattr_static(kind, name)
        made = own_test_${own}(name, value)
        if made is not None:
            setattr(kind, name, made)
        elif inspect_${own}.isclass(value) and name in vars(kind) and value.__module__ == __name__:
            fail_in_${own}(value)
    if issubclass(kind, unittest_${own}.TestCase):
        for name in ${JSON.stringify(EQUAL_METHODS)}:
            setattr(kind, name, probing_${own}(getattr(kind, name)))


for name_${own}, value_${own} in list(globals().items()):
    made_${own} = own_test_${own}(name_${own}, value_${own})
    if made_${own} is not None:
        globals()[name_${own}] = made_${own}
    elif inspect_${own}.isclass(value_${own}) and value_${own}.__module__ == __name__ and '_${own}' not in name_${own}:
        fail_in_${own}(value_${own})
value_${own} = made_${own} = None`;
}
