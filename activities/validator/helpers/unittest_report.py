"""Runs unittest inside the sandbox and writes a report in the shape of jest's --json.

Usage: unittest_report.py REPORT [arguments of python -m unittest]
"""

import json
import os
import sys
import unittest

REPORT = sys.argv[1]


class RecordingResult(unittest.TextTestResult):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes = []
        self.failed_subtests = {}

    def note(self, test, status, error=None):
        text = [] if error is None else [self._exc_info_to_string(error, test)]
        self.outcomes.append((test, status, text))

    def addSuccess(self, test):
        super().addSuccess(test)
        self.note(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failed", err)

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, "failed", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note(test, "skipped")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.outcomes.append((test, "failed", ["this test was expected to fail"]))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        # A test with a failing subtest gets no addSuccess; it is one failure, with all its texts.
        if err is not None:
            texts = self.failed_subtests.setdefault(id(test), [])
            if not texts:
                self.outcomes.append((test, "failed", texts))
            texts.append(self._exc_info_to_string(err, test))


def file_of(test):
    if type(test).__name__ == "_FailedTest":
        return module_file(test._testMethodName)
    source = getattr(sys.modules.get(type(test).__module__), "__file__", None)
    return os.path.relpath(source) if source else type(test).__module__


def module_file(module):
    """The file of a module that could not be imported, seen from each folder that holds Python files."""
    wanted = module.replace(".", os.sep) + ".py"
    for folder, folders, _ in os.walk("."):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        path = os.path.normpath(os.path.join(folder, wanted))
        if os.path.isfile(path):
            return path
    return module


def entry_of(test, status, texts):
    if type(test).__name__ == "_FailedTest":
        return {"name": file_of(test), "status": "failed", "message": "".join(texts), "assertionResults": []}
    # A failure of a class's or module's own set-up has no method; its description is all there is.
    method = getattr(test, "_testMethodName", None)
    titles = [type(test).__qualname__] if method else []
    assertion = {
        "ancestorTitles": titles,
        "title": method or str(test),
        "status": status,
        "failureMessages": texts,
    }
    return {"name": file_of(test), "assertionResults": [assertion]}


class RecordingRunner(unittest.TextTestRunner):
    resultclass = RecordingResult

    def run(self, test):
        result = super().run(test)
        entries = [entry_of(*outcome) for outcome in result.outcomes]
        with open(REPORT, "w", encoding="utf-8") as report:
            json.dump({"testResults": entries}, report)
        return result


# As `python -m unittest` does: modules are looked up from the working directory, not from where this file stands.
sys.path[0] = os.getcwd()
unittest.main(module=None, argv=["python -m unittest", *sys.argv[2:]], testRunner=RecordingRunner)
