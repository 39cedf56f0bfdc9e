// Reporter for Node's own test runner, run inside the sandbox. Writes what jest writes for --json, since Node's JUnit
// reporter names no files.
const OUTPUT_CHARS_MAX = 20_000;

async function* reporter(source) {
  const report = new Report();
  for await (const { type, data } of source) report.take(type, data);
  yield JSON.stringify({ testResults: [...report.files.values()] });
}

class Report {
  files = new Map();
  /** Names of the suites and tests that are open, outermost first. */
  titles = [];
  output = new Map();

  take(type, data) {
    if (type === 'test:stderr' || type === 'test:stdout') this.takeOutput(data);
    else if (type === 'test:start') this.titles.splice(data.nesting, Number.POSITIVE_INFINITY, data.name);
    else if (type === 'test:pass') this.takeResult(data, false);
    else if (type === 'test:fail') this.takeResult(data, true);
  }

  takeOutput({ file = '', message }) {
    this.output.set(file, `${this.output.get(file) ?? ''}${message}`.slice(-OUTPUT_CHARS_MAX));
  }

  takeResult(data, failed) {
    const file = data.file ?? '';
    // A file that runs no test of its own, or that could not be loaded, is reported under its own path.
    if (data.nesting === 0 && data.name === file) {
      if (failed) Object.assign(this.fileEntry(file), { status: 'failed', message: this.fileFailure(file, data) });
      return;
    }
    const failedBelow = data.details?.error?.failureType === 'subtestsFailed';
    if (data.details?.type === 'suite' && (!failed || failedBelow)) return;
    this.fileEntry(file).assertionResults.push({
      ancestorTitles: this.titles.slice(0, data.nesting),
      title: data.name,
      status: statusOf(data, failed),
      failureMessages: failed ? [failureText(data)] : [],
    });
  }

  fileFailure(file, data) {
    return `${failureText(data)}\n${this.output.get(file) ?? ''}`;
  }

  fileEntry(file) {
    const known = this.files.get(file);
    if (known) return known;
    const entry = { name: file, status: 'passed', message: '', assertionResults: [] };
    this.files.set(file, entry);
    return entry;
  }
}

function statusOf(data, failed) {
  if (data.skip !== undefined && data.skip !== false) return 'skipped';
  if (data.todo !== undefined && data.todo !== false) return 'todo';
  return failed ? 'failed' : 'passed';
}

function failureText(data) {
  const error = data.details?.error;
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause?.message ?? cause ?? 'failed');
}

export { reporter as default };
