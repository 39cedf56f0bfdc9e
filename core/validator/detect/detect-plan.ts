// Puts together how a repository is set up and tested: what the terms say goes before what is found, part by part.
import type { ValidatorTerms } from '../../terms.js';
import type { ReportFormat, ValidatorPlan } from '../../validator.js';
import { PROTECTED_GLOBS } from '../protected-globs.js';
import { detectCargo } from './detect-cargo.js';
import { detectGo } from './detect-go.js';
import { detectMake } from './detect-make.js';
import { detectMaven } from './detect-maven.js';
import { detectNode, npmScripts } from './detect-node.js';
import { detectPython } from './detect-python.js';
import { detectRuby } from './detect-ruby.js';
import { forceReport, type ReportingCommand, type Scripts } from './force-report.js';
import { nodeBuild } from './node-setup.js';
import type { Detected, RepositoryFacts } from './repository-facts.js';

const DETECTORS = [detectNode, detectPython, detectGo, detectCargo, detectMaven, detectRuby, detectMake];

/** Null when neither the terms nor the repository say how to test. */
export function detectPlan(facts: RepositoryFacts, terms: ValidatorTerms): ValidatorPlan | null {
  const found = firstDetected(facts);
  const test = terms.test ?? found?.test;
  if (test === undefined) return null;
  const reporting = withReport(test, terms.report, npmScripts(facts));
  const setup = terms.setup ?? found?.setup ?? null;
  const build = buildFor(setup, terms, found);
  return {
    setup,
    ...(build === undefined ? {} : { build }),
    test: reporting.command,
    reportFormat: reporting.format,
    environment: found?.environment ?? {},
    testForPeople: terms.test ?? found?.testForPeople ?? test,
    ...(reporting.runner === '' ? {} : { runner: reporting.runner }),
    protectedPaths: [...PROTECTED_GLOBS],
    evidence: [
      ...(terms.test === null ? (found?.evidence ?? []) : [`test command given: ${terms.test}`]),
      setup === null ? 'nothing to install' : `setup${terms.setup === null ? '' : ' given'}: ${setup}`,
      describeReport(reporting),
    ],
    baselineRuns: terms.baselineRuns,
    testTimeoutMs: terms.testTimeoutMs,
    setupTimeoutMs: terms.setupTimeoutMs,
    dependencies: terms.dependencies,
  };
}

/** A setup command that was given installs all by itself, but for the scripts of packages, which are off while it runs. */
function buildFor(setup: string | null, terms: ValidatorTerms, found: Detected | null): string | undefined {
  if (setup === null) return undefined;
  return (terms.setup === null ? found?.build : undefined) ?? nodeBuild(setup) ?? undefined;
}

function firstDetected(facts: RepositoryFacts): Detected | null {
  for (const detect of DETECTORS) {
    const detected = detect(facts);
    if (detected) return detected;
  }
  return null;
}

/** A command that names `{report}` writes it by itself; otherwise the runner is told to, or its output is the report. */
function withReport(test: string, report: ReportFormat | null, scripts: Scripts): ReportingCommand {
  if (report === 'exitCode') return { command: test, format: 'exitCode', runner: '' };
  if (test.includes('{report}')) return { command: test, format: report ?? 'junit', runner: '' };
  const forced = forceReport(test, scripts);
  if (report === null || forced.format === report) return forced;
  return { command: `{ ${test}; } > {report}`, format: report, runner: '' };
}

function describeReport(reporting: ReportingCommand): string {
  if (reporting.format === 'exitCode') return 'report: none, only the exit code decides';
  return `report: ${reporting.runner || reporting.format}, read test by test`;
}
