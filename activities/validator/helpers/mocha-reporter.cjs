// Reporter for mocha, run inside the sandbox. Writes what jest writes for --json: in old versions the XUnit reporter of
// mocha breaks off at a failure whose values are not strings, and names no files.
const { writeFileSync } = require('node:fs');

function Reporter(runner, options) {
  const output = (options.reporterOptions ?? options.reporterOption).output;
  const results = new Map();
  // A test that passed may be failed later by what it left running: the last word counts.
  runner.on('pass', (test) => results.set(test, resultOf(test, 'passed')));
  runner.on('pending', (test) => results.set(test, resultOf(test, 'skipped')));
  runner.on('fail', (test, error) => results.set(test, resultOf(test, 'failed', failureText(error))));
  runner.on('end', () => {
    if (output !== undefined) writeFileSync(output, JSON.stringify({ testResults: byFile(results) }));
  });
}

function resultOf(test, status, failure) {
  const titles = titlesOf(test);
  return {
    ancestorTitles: titles.slice(0, -1),
    title: titles.at(-1),
    status,
    failureMessages: failure === undefined ? [] : [failure],
  };
}

function byFile(results) {
  const files = new Map();
  for (const [test, result] of results) {
    const name = test.file ?? '';
    const entry = files.get(name) ?? { name, status: 'passed', message: '', assertionResults: [] };
    entry.assertionResults.push(result);
    files.set(name, entry);
  }
  return [...files.values()];
}

/** Old versions of mocha cannot tell it by themselves. */
function titlesOf(test) {
  if (typeof test.titlePath === 'function') return test.titlePath();
  const titles = [];
  for (let at = test; at && !at.root; at = at.parent) titles.unshift(at.title);
  return titles;
}

function failureText(error) {
  return String(error?.stack ?? error?.message ?? error ?? 'failed');
}

module.exports = Reporter;
