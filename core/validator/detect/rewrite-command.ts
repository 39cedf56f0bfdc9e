// Test commands of build tools and interpreters that report only when their own words are changed, or whose output or
// files have to be gathered.
import type { CommandWords } from './command-chain.js';
import type { ReportingCommand } from './reporting-command.js';
import { HELPERS_MOUNT } from './runner.js';

const JAVA_REPORTS = `sh ${HELPERS_MOUNT}/java_reports.sh`;
const MAVEN_GOALS = /^(?:test|verify|package|install)$/;
const GRADLE_TASKS = /^(?:\S*:)?(?:test|check|build)$/;
/** Options under which cargo's results are not a line each. */
const CARGO_UNREADABLE = /^(?:-q|--quiet|--nocapture|--no-capture|--format(?:=.*)?|--message-format(?:=.*)?)$/;

/** `own` are the words of the command's last part from its program on. Null where this file knows no way. */
export function rewriteCommand(command: string, own: CommandWords): ReportingCommand | null {
  const program = own[0]?.split('/').at(-1) ?? '';
  if (program === 'go' && own[1] === 'test') return goTest(command);
  if (/^python[\d.]*$/.test(program) && own[1] === '-m' && own[2] === 'unittest') return unittest(command);
  if (program === 'cargo') return cargoTest(command, own);
  if (/^mvnw?$/.test(program) && own.some((word) => MAVEN_GOALS.test(word))) return java(command, 'Maven', '-fae');
  if (/^gradlew?$/.test(program) && own.some((word) => GRADLE_TASKS.test(word)))
    return java(command, 'Gradle', '--continue');
  return null;
}

/** `-count=1` keeps go from answering out of its cache; the report holds the output too. */
function goTest(command: string): ReportingCommand {
  const counted = /\s-count\b/.test(command) ? '' : ' -count=1';
  const rewritten = command.replace(/\bgo test\b(?!.*\bgo test\b)/, `go test -json${counted}`);
  return { command: `{ ${rewritten}; } > {report}`, format: 'gotest', runner: 'go test' };
}

function unittest(command: string): ReportingCommand {
  const helper = `${HELPERS_MOUNT}/unittest_report.py {report}`;
  return {
    command: command.replace(/-m unittest\b(?!.*-m unittest\b)/, helper),
    format: 'jest',
    runner: 'unittest',
  };
}

/** Stable cargo has no report of its own. Its messages in between say which source a test program was made of. */
function cargoTest(command: string, own: CommandWords): ReportingCommand | null {
  const verb = own.find((word, index) => index > 0 && !word.startsWith('+'));
  if ((verb !== 'test' && verb !== 't') || own.some((word) => CARGO_UNREADABLE.test(word))) return null;
  const all = own.includes('--no-fail-fast') ? '' : ' --no-fail-fast';
  const told = `${verb}${all} --message-format=json-render-diagnostics`;
  const rewritten = command.replace(
    new RegExp(`\\bcargo((?: \\+\\S+)?) ${verb}\\b(?!.*\\bcargo\\b)`),
    `cargo$1 ${told}`,
  );
  const shown = `grep -v '^{"reason":' {report}`;
  return {
    command: `{ ${rewritten}; } > {report} 2>&1; code=$?; ${shown}; exit $code`,
    format: 'cargo',
    runner: 'cargo test',
  };
}

/** `goOn` has the tool test the other modules too when one fails. */
function java(command: string, runner: string, goOn: string): ReportingCommand {
  return {
    command: `${JAVA_REPORTS} clear; { ${command} ${goOn}; }; code=$?; ${JAVA_REPORTS} gather {report}; exit $code`,
    format: 'junit',
    runner,
  };
}
