// The specs at work: some by a `nightshift run` of their own that is started again when it dies, the others submitted to
// the workers; and how each ended.
import { join } from 'node:path';
import type { EndOfRun } from '../../cli/runs/end-of-run.js';
import { type Kept, keep, type ProcessEnd } from './kept-process.js';
import { COMMAND, type Room } from './room.js';
import type { ChaosSpec } from './specs.js';
import type { Watch } from './watch.js';

export interface SpecAtWork {
  spec: ChaosSpec;
  /** Null before the run was over, and where it was given up. */
  end: EndOfRun | null;
  raised: boolean;
  /** Messages of commands that ended with an error. */
  errors: string[];
}

export interface Working {
  work: SpecAtWork;
  /** The command that runs, or submits, it. */
  kept: Kept;
  ended: Promise<void>;
}

/** What a command prints with `--json`. */
type Said = Partial<EndOfRun> & { error?: string };

const EXIT = { error: 1, usage: 2, waiting: 3 };
/** No machine is in so much trouble that so many commands end with an error. */
const ERRORS_MAX = 25;

export function workOn(room: Room, watch: Watch, spec: ChaosSpec): Working {
  const work: SpecAtWork = { spec, end: null, raised: false, errors: [] };
  if (spec.alone) {
    const kept = keepCommand(room, work, 'run', (end) => runGoesOn(work, end));
    return { work, kept, ended: kept.ended };
  }
  const submission: { workflowId: string | null } = { workflowId: null };
  const kept = keepCommand(room, work, 'submit', (end) => submitsAgain(work, submission, end));
  return { work, kept, ended: kept.ended.then(() => followToEnd(room, watch, work, submission.workflowId)) };
}

function keepCommand(
  room: Room,
  work: SpecAtWork,
  command: 'run' | 'submit',
  again: (end: ProcessEnd) => boolean,
): Kept {
  const { spec } = work;
  const place = [room.specFile(spec), '--repo', room.repositoryOf(spec), '--config', room.config];
  const plan = spec.features.length > 1 ? [] : ['--no-decompose'];
  const budget = () => ['--budget', work.raised ? spec.raisedUsd : spec.budgetUsd];
  return keep({
    name: `${command} ${spec.slug}`,
    args: () => [COMMAND, command, ...place, ...budget(), ...plan, '--json'],
    env: room.env,
    log: join(room.logs, `${spec.slug}.log`),
    ...(command === 'run' ? { ready: /Watch it in/ } : {}),
    again,
  });
}

function runGoesOn(work: SpecAtWork, { exitCode, stdout }: ProcessEnd): boolean {
  const said = parsed(stdout);
  if (exitCode === EXIT.waiting && said?.outcome === 'running') {
    work.raised = true;
    return true;
  }
  if (isOver(said) && !isBegunAgain(said)) {
    work.end = said;
    return false;
  }
  return mayTryAgain(work, exitCode, said, stdout);
}

function submitsAgain(
  work: SpecAtWork,
  submission: { workflowId: string | null },
  { exitCode, stdout }: ProcessEnd,
): boolean {
  const said = parsed(stdout);
  submission.workflowId = said?.workflowId ?? null;
  return submission.workflowId === null && mayTryAgain(work, exitCode, said, stdout);
}

async function followToEnd(room: Room, watch: Watch, work: SpecAtWork, workflowId: string | null): Promise<void> {
  if (workflowId === null) return;
  const end = await watch.untilEnded(workflowId, () => raise(room, work, workflowId));
  if (!isBegunAgain(end)) {
    work.end = end;
    return;
  }
  if (!mayTryAgain(work, EXIT.error, end, '')) return;
  const submission: { workflowId: string | null } = { workflowId: null };
  await keepCommand(room, work, 'submit', (last) => submitsAgain(work, submission, last)).ended;
  await followToEnd(room, watch, work, submission.workflowId);
}

async function raise(room: Room, work: SpecAtWork, workflowId: string): Promise<void> {
  work.raised = true;
  const { raisedUsd, slug } = work.spec;
  await keep({
    name: `budget ${slug}`,
    args: () => [COMMAND, 'budget', workflowId, raisedUsd, '--config', room.config, '--json'],
    env: room.env,
    log: join(room.logs, `${slug}.log`),
    again: ({ exitCode, stdout }) => exitCode !== 0 && mayTryAgain(work, exitCode, parsed(stdout), stdout),
  }).ended;
}

function isOver(said: Said | null): said is EndOfRun {
  return said?.outcome !== undefined && said.outcome !== 'running' && said.workflowId !== undefined;
}

/** What failed before a cent was spent is simply begun again by the same command. */
function isBegunAgain({ outcome, spentMicroUsd }: EndOfRun): boolean {
  return outcome === 'failed' && spentMicroUsd === 0;
}

function mayTryAgain(work: SpecAtWork, exitCode: number | null, said: Said | null, stdout: string): boolean {
  if (exitCode === EXIT.error || exitCode === EXIT.usage) {
    work.errors.push(said?.error ?? said?.summary ?? `it ended with ${exitCode}: ${stdout}`);
  }
  return work.errors.length < ERRORS_MAX;
}

/** The document that a command printed; null where it printed none, or was killed in the middle of it. */
function parsed(stdout: string): Said | null {
  try {
    return JSON.parse(stdout) as Said;
  } catch {
    return null;
  }
}
