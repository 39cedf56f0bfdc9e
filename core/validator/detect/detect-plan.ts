// Puts together how a repository is set up and tested: what the terms say goes before what is found, part by part. A
// repository of several languages is tested in all of them.
import type { ValidatorTerms } from '../../terms.js';
import type { ReportFormat, TestCommand, ValidatorPlan } from '../../validator.js';
import { describeAbsentFiles } from './describe-absent.js';
import { detectCargo } from './detect-cargo.js';
import { detectGo } from './detect-go.js';
import { detectGradle } from './detect-gradle.js';
import { detectMake } from './detect-make.js';
import { detectMaven } from './detect-maven.js';
import { detectNode, npmScripts } from './detect-node.js';
import { detectPython } from './detect-python.js';
import { detectRuby } from './detect-ruby.js';
import { forceReport } from './force-report.js';
import { joinDetected } from './join-detected.js';
import { nodeBuild } from './node-setup.js';
import { describeOtherProjects } from './other-projects.js';
import type { ReportingCommand } from './reporting-command.js';
import type { Detected, RepositoryFacts, Scripts } from './repository-facts.js';

const DETECTORS = [
  detectNode,
  detectPython,
  detectGo,
  detectCargo,
  detectMaven,
  detectGradle,
  detectRuby,
  detectMake,
] as const;

/** Null when neither the terms nor the repository say how to test. */
export function detectPlan(facts: RepositoryFacts, terms: ValidatorTerms): ValidatorPlan | null {
  const found = joinDetected(DETECTORS.flatMap((detect) => detect(facts) ?? []));
  const testForPeople = terms.test ?? found?.testForPeople;
  const [first, ...more] = reportingCommands(facts, terms, found);
  if (testForPeople === undefined || first === undefined) return null;
  const setup = terms.setup ?? found?.setup ?? null;
  const build = buildFor(setup, terms, found);
  return {
    setup,
    ...(build === undefined ? {} : { build }),
    ...testCommand(first),
    ...(more.length === 0 ? {} : { moreTests: more.map(testCommand) }),
    environment: found?.environment ?? {},
    testForPeople,
    evidence: [
      ...(terms.test === null ? evidenceOf(facts, found) : [`test command given: ${terms.test}`]),
      setup === null ? 'nothing to install' : `setup${terms.setup === null ? '' : ' given'}: ${setup}`,
      ...describeReports([first, ...more]),
      ...describeAbsentFiles(facts),
    ],
    baselineRuns: terms.baselineRuns,
    testTimeoutMs: terms.testTimeoutMs,
    setupTimeoutMs: terms.setupTimeoutMs,
    dependencies: terms.dependencies,
  };
}

interface PlannedCommand extends ReportingCommand {
  /** The command before it was told to report. */
  plain: string;
}

function testCommand({ plain, command, format, runner }: PlannedCommand): TestCommand {
  return { name: plain, test: command, reportFormat: format, ...(runner === '' ? {} : { runner }) };
}

function reportingCommands(facts: RepositoryFacts, terms: ValidatorTerms, found: Detected | null): PlannedCommand[] {
  const tests = terms.test === null ? (found?.tests ?? []) : [{ command: terms.test, scripts: npmScripts(facts) }];
  return tests.map(({ command, scripts }) => ({
    plain: command,
    ...withReport(command, terms.report, scripts ?? {}),
  }));
}

/** A setup command that was given installs all by itself, but for the scripts of packages, which are off while it runs. */
function buildFor(setup: string | null, terms: ValidatorTerms, found: Detected | null): string | undefined {
  if (setup === null) return undefined;
  return (terms.setup === null ? found?.build : undefined) ?? nodeBuild(setup) ?? undefined;
}

/** A command that names `{report}` writes it by itself; otherwise the runner is told to, or its output is the report. */
function withReport(test: string, report: ReportFormat | null, scripts: Scripts): ReportingCommand {
  if (report === 'exitCode') return { command: test, format: 'exitCode', runner: '' };
  if (test.includes('{report}')) return { command: test, format: report ?? 'junit', runner: '' };
  const forced = forceReport(test, scripts);
  if (report === null || forced.format === report) return forced;
  return { command: `{ ${test}; } > {report}`, format: report, runner: '' };
}

function evidenceOf(facts: RepositoryFacts, found: Detected | null): string[] {
  return [...(found?.evidence ?? []), ...describeOtherProjects(facts)];
}

/** One line for each kind of report. */
function describeReports(commands: readonly ReportingCommand[]): string[] {
  const lines = commands.map(({ format, runner }) =>
    format === 'exitCode'
      ? 'report: none, only the exit code decides'
      : `report: ${runner || format}, read test by test`,
  );
  return [...new Set(lines)];
}
