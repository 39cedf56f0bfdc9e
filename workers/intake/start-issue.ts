// Starts a run for an issue, from its text as it is now; whether it may be started was decided before.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Issue } from '../../activities/forge/github/github.js';
import type { SpecRow } from '../../activities/ledger/ledger.js';
import { branchName, type DeliverInput, runName } from '../../core/deliver.js';
import type { Wishes } from '../../core/intake/command.js';
import { tooMuch } from '../../core/intake/comment-budget.js';
import { cannotStart } from '../../core/intake/comment-texts.js';
import { issueText } from '../../core/intake/issue-text.js';
import { momentOf } from '../../core/intake/parse-deadline.js';
import { formatUsd } from '../../core/money.js';
import { recordOf, type SpecText, startDeliver, storeSpec } from '../runs/start-deliver.js';
import { findRun } from './find-run.js';
import type { StartTerms, StartWishes } from './intake-hands.js';
import { isLabelled, type Scene, valueIn } from './scene.js';
import { hashOf, specOfIssue } from './spec-of-issue.js';
import { keepTold } from './told.js';

/** What came of something that was asked for; the text is the answer to it. */
export interface Done {
  ok: boolean;
  text: string;
}

export interface StartAsk {
  wishes: Wishes;
  saidAtMs: number;
  /** What asks for it: the same asks once. */
  order: string;
}

type Prepared = { ok: true; spec: SpecText; terms: Extract<StartTerms, { ok: true }> } | { ok: false; problem: string };

export async function startIssue(scene: Scene, issue: Issue, ask: StartAsk): Promise<Done> {
  const { hands, deliverId, did } = scene;
  const { client, ledger } = hands;
  const rows = await ledger.specs.generations(deliverId);
  const known = await findRun(client, deliverId);
  const generation = Math.max(rows[0]?.generation ?? 0, known?.generation ?? 0) + 1;
  const prepared = await prepare(scene, issue, ask, rows);
  if (!prepared.ok) {
    did.push(`nothing was started: ${prepared.problem}`);
    return {
      ok: false,
      text: cannotStart(prepared.problem, generation === 1 ? '/nightshift run' : '/nightshift retry'),
    };
  }
  // Under its own hash, for the day when it is compared with an edited one.
  await ledger.artifacts.put(issueText(issue));
  const input = await inputOf(scene, issue, prepared, { generation, replaces: publishedBy(rows) });
  try {
    await startDeliver(client, { deliverId, taskQueue: hands.taskQueue, input, order: ask.order });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    did.push(`${deliverId} is there already`);
    return { ok: true, text: 'It is being worked on already.' };
  }
  // Nobody may work on it for hours, and the server may be down meanwhile.
  await ledger.specs.record(recordOf(input, deliverId));
  const facts = { textSha256: hashOf(issue), labelled: isLabelled(scene, issue), state: issue.state };
  await keepTold({ ...scene, number: scene.issueNumber }, generation, facts);
  did.push(`started ${deliverId}, generation ${generation}`);
  return { ok: true, text: startedText({ generation, budgetMicroUsd: input.terms.budgetMicroUsd }) };
}

async function prepare(scene: Scene, issue: Issue, ask: StartAsk, rows: readonly SpecRow[]): Promise<Prepared> {
  const { starter } = scene.hands;
  const read = await specOfIssue(issue, slugOfRow(rows.at(-1)), starter.clean);
  if (!read.ok) return read;
  const spec = rows.length > 0 ? read.spec : await withFreeBranch(scene, read.spec);
  const wishes = wishesOf(scene, ask);
  if ('problem' in wishes) return { ok: false, problem: wishes.problem };
  const terms = await starter.terms(scene.repository, wishes);
  return terms.ok ? { ok: true, spec, terms } : terms;
}

/** A repeated generation goes on with the branch of the first. */
function slugOfRow(row: SpecRow | undefined): string | null {
  const end = row ? runName('', row.generation) : '';
  return row?.run.endsWith(end) ? row.run.slice(0, -end.length) : null;
}

/** A branch that the ledger does not know is nobody's to replace. */
async function withFreeBranch({ hands, repository }: Scene, spec: SpecText): Promise<SpecText> {
  const taken = valueIn(await hands.github.branches(repository, branchName(spec.slug)));
  for (let count = 1; ; count += 1) {
    const slug = count === 1 ? spec.slug : `${spec.slug}-${count}`;
    if (!taken.includes(branchName(slug))) return { ...spec, slug };
  }
}

function publishedBy(rows: readonly SpecRow[]): string | null {
  return rows.find(({ branch, commit }) => branch !== null && commit !== null)?.commit ?? null;
}

function wishesOf({ hands }: Scene, { wishes, saidAtMs }: StartAsk): StartWishes | { problem: string } {
  const { budgetMicroUsd, deadline, optimize } = wishes;
  const problem = budgetMicroUsd === null ? null : tooMuch(budgetMicroUsd, hands.operator);
  if (problem !== null) return { problem };
  const moment = deadline === null ? null : momentOf(deadline, saidAtMs);
  if (moment?.ok === false) return { problem: `the time cannot be kept: ${moment.problem}.` };
  const deadlineMs = moment ? moment.atMs - Date.now() : null;
  if (deadlineMs !== null && deadlineMs <= 0) return { problem: 'the time by which it was wanted is over.' };
  return { budgetMicroUsd, deadlineMs, optimize };
}

async function inputOf(
  { hands, deliverId }: Scene,
  { number, url }: Issue,
  { spec, terms }: Extract<Prepared, { ok: true }>,
  which: Pick<DeliverInput, 'generation' | 'replaces'>,
): Promise<DeliverInput> {
  return {
    ...which,
    spec: await storeSpec(hands.ledger.artifacts, spec),
    repository: terms.repository,
    terms: terms.terms,
    uiUrl: hands.starter.uiLink(deliverId),
    issue: { number, url },
    forge: terms.forge,
  };
}

export function startedText({ generation, budgetMicroUsd }: { generation: number; budgetMicroUsd: number }): string {
  const which = generation === 1 ? 'Started' : `Started anew (generation ${generation})`;
  return `${which}: it may spend at most ${formatUsd(budgetMicroUsd)}.`;
}
