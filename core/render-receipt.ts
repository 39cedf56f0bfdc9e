// The receipt as a person reads it: first what came of it and where to look, then what was asked, tried and paid.

import { bestCandidate } from './best-candidate.js';
import type { CandidateRecord } from './candidate.js';
import type { SandboxFacts } from './command.js';
import { VERDICT_WORDS, verdictWord } from './details.js';
import { formatDuration } from './duration.js';
import { shortKey } from './journal-key.js';
import { columnUsd, formatUsd } from './money.js';
import { WHOLE_TASK_ID } from './plan.js';
import type { OverheadCall, Receipt } from './receipt.js';
import { candidateRef } from './refs.js';
import type { Verdict } from './validator.js';

const OUTCOME_TITLES: Record<Receipt['outcome'], string> = {
  delivered: 'Delivered',
  draft: 'Draft',
  nothingPassed: 'Nothing passed',
  pausedOut: 'Paused out',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

const MEMORY_WORDS: Record<SandboxFacts['memoryLimit'], string> = {
  controlGroup: 'memory limited by a control group',
  container: 'memory limited by the container',
  eachProcess: 'memory limited for each process',
  none: 'memory not limited',
};

/** The whole receipt as Markdown. */
export function renderReceipt(receipt: Receipt): string {
  return [
    `# ${OUTCOME_TITLES[receipt.outcome]}: ${receipt.title}`,
    '',
    receipt.summary,
    ...(receipt.scripted
      ? ['', '> **Scripted.** The answers came from a scripted model, not from a real one; dollars are pretended.']
      : []),
    ...supersededLines(receipt),
    ...openedLines(receipt),
    '',
    ...headLines(receipt),
    ...planLines(receipt),
    ...triesLines(receipt),
    ...costLines(receipt),
    ...noteLines(receipt),
    '',
  ].join('\n');
}

/** First of all: the tests of the repository that fail in the result, and on whose word. */
function supersededLines(receipt: Receipt): string[] {
  const reasons = new Map((receipt.writtenTests?.superseded ?? []).map(({ id, why }) => [id, why]));
  const failing = passingVerdicts(receipt).flatMap(({ superseded }) => superseded ?? []);
  const listed = (byLeave: boolean) =>
    [...new Set(failing.filter((one) => one.byLeave === byLeave).map(({ id }) => id))].sort();
  const items = (ids: readonly string[]) =>
    ids.map((id) => `> - ${cell(id)}${reasons.get(id) ? `: ${cell(reasons.get(id) ?? '')}` : ''}`);
  const setAside = listed(true);
  const contradicted = listed(false);
  return [
    ...(setAside.length === 0
      ? []
      : [
          '',
          "> **Set aside by a person's leave**, since the spec contradicts them. They fail now:",
          ...items(setAside),
        ]),
    ...(contradicted.length === 0
      ? []
      : [
          '',
          '> **These tests of the repository fail**, since the spec contradicts them, says the author of its tests. No ' +
            'person has said so yet:',
          ...items(contradicted),
        ]),
  ];
}

function passingVerdicts({ candidates, whole }: Receipt): Verdict[] {
  return [...candidates.map(({ verdict }) => verdict), whole].flatMap((verdict) => (verdict?.passed ? verdict : []));
}

/** Next, since nothing but a person's word stands behind these. */
function openedLines(receipt: Receipt): string[] {
  const opened = [...new Set(passingVerdicts(receipt).flatMap((verdict) => verdict.opened ?? []))].sort();
  if (opened.length === 0) return [];
  return [
    '',
    `> **Changed by a person's leave**, and not restored before judging: ${cell(opened.join(', '))}. Read these.`,
  ];
}

function headLines(receipt: Receipt): string[] {
  const rows: [string, string][] = [
    ...pullRequestRow(receipt),
    ['Branch', receipt.branch ? `\`${receipt.branch}\`` : 'none'],
    ...(receipt.commit ? [['Commit', `\`${receipt.commit}\``] as [string, string]] : []),
    ...bestRow(receipt),
    [
      'Base',
      `\`${receipt.baseCommit.slice(0, 12)}\` (${receipt.baseBranch})${receipt.dirty ? ', uncommitted changes left aside' : ''}`,
    ],
    ['Repository', `\`${receipt.repository.url}\``],
    ['Spec', `${receipt.source}, sha256 \`${receipt.specSha256.slice(0, 12)}\``],
    [
      'Judged by',
      receipt.testCommand ? `\`${receipt.testCommand}\` in the sandbox (${sandboxWords(receipt)})` : 'nothing was run',
    ],
    ...acceptanceRow(receipt),
    ...generatorRow(receipt),
    ['Time', formatDuration(receipt.endedAtMs - receipt.startedAtMs)],
    ['Workflow', `\`${receipt.deliverId}\`, generation ${receipt.generation}`],
    ['History', `\`nightshift ui ${receipt.deliverId}\`${receipt.uiUrl ? ` opens ${receipt.uiUrl}` : ''}`],
  ];
  const warning =
    receipt.sandbox === 'none' ? ['', '> **No sandbox.** Code ran with the rights of the person who started it.'] : [];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`), ...warning];
}

function pullRequestRow({ pullRequest }: Receipt): [string, string][] {
  return pullRequest ? [['Pull request', `[#${pullRequest.number}](${pullRequest.url})`]] : [];
}

/** Where nothing was delivered: what a person may go on from. */
function bestRow({ branch, candidates }: Receipt): [string, string][] {
  const best = branch === null ? bestCandidate(candidates) : null;
  if (!best) return [];
  const { key, verdict, taskId } = best;
  const run = key.slice(0, key.indexOf('/'));
  const kept = `\`${verdict.judgedCommit.slice(0, 12)}\`, kept in the store as \`${candidateRef(run, taskId, key)}\``;
  return [['Best try', `${shortKey(key)} (score ${verdict.score.toFixed(2)}), commit ${kept}`]];
}

/** A name of the operator's own says nothing of the model behind it. */
function generatorRow({ portfolio = [] }: Receipt): [string, string][] {
  const named = portfolio.filter(({ name, provider, model }) => name !== `${provider}/${model}`);
  if (named.length === 0) return [];
  return [['Generators', named.map(({ name, provider, model }) => `${name} is ${provider}/${model}`).join(', ')]];
}

/** Who wrote them matters: a person looks at a model's tests before trusting what passed them. */
function acceptanceRow({ writtenTests }: Receipt): [string, string][] {
  if (!writtenTests) return [];
  const { author, heldOut } = writtenTests;
  const held = heldOut ? `, and ${testsIn(heldOut)}, which were held out` : '';
  const who = `written from the spec by ${author}, which saw no implementation`;
  return [['Acceptance', `${testsIn(writtenTests)}${held}; ${who}`]];
}

function testsIn({ count, paths }: { count: number; paths: string[] }): string {
  return `${count === 1 ? '1 test' : `${count} tests`} in ${paths.join(', ')}`;
}

function sandboxWords({ sandbox, sandboxFacts }: Receipt): string {
  return sandboxFacts ? `${sandbox}, ${MEMORY_WORDS[sandboxFacts.memoryLimit]}` : sandbox;
}

function planLines(receipt: Receipt): string[] {
  if (!receipt.plan || receipt.plan.tasks.length < 2) return [];
  return [
    '',
    '## Plan',
    '',
    ...receipt.plan.tasks.map((task, index) => {
      const after = task.dependsOn.length > 0 ? ` (after ${task.dependsOn.join(', ')})` : '';
      return `${index + 1}. **${cell(task.title)}** \`${task.id}\`${after}`;
    }),
  ];
}

function triesLines(receipt: Receipt): string[] {
  if (receipt.candidates.length === 0) return ['', '## Tries', '', 'None was started.'];
  return [
    '',
    '## Tries',
    '',
    '| try | generator | came out as | tests | acceptance | score | turns | input (cached) | output | cost | time |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...receipt.candidates.filter((candidate) => candidate.taskId !== WHOLE_TASK_ID).map(tryRow),
    ...wholeRow(receipt),
    ...receipt.candidates.filter((candidate) => candidate.taskId === WHOLE_TASK_ID).map(tryRow),
    ...receipt.candidates.flatMap(tryNotes),
  ];
}

function tryRow(candidate: CandidateRecord): string {
  const { usage, verdict } = candidate;
  const cells = [
    shortKey(candidate.key),
    candidate.generator,
    verdictWord(candidate),
    ...verdictCells(verdict),
    String(candidate.turns),
    `${usage.inputTokens} (${usage.cachedInputTokens})`,
    String(usage.outputTokens),
    columnUsd(candidate.chargedMicroUsd),
    formatDuration(candidate.durationMs),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Tests, acceptance tests and score. */
function verdictCells(verdict: Verdict | null): string[] {
  if (!verdict) return ['', '', ''];
  const { acceptancePassed, acceptanceTotal, heldOut } = verdict;
  const shown = acceptanceTotal > 0 ? `${acceptancePassed}/${acceptanceTotal}` : '';
  const acceptance = heldOut ? `${shown}, ${heldOut.passed}/${heldOut.total} held out` : shown;
  return [`${verdict.counts.passed}/${verdict.counts.total}`, acceptance, verdict.score.toFixed(2)];
}

function wholeRow({ whole }: Receipt): string[] {
  if (!whole) return [];
  const cells = ['all tasks together', '', VERDICT_WORDS[whole.reason], ...verdictCells(whole), '', '', '', '', ''];
  return [`| ${cells.join(' | ')} |`];
}

function tryNotes(candidate: CandidateRecord): string[] {
  const lines: string[] = [];
  const name = `\`${shortKey(candidate.key)}\``;
  if (candidate.note) lines.push(`- ${name}: ${cell(candidate.note)}`);
  if (candidate.verdict?.firstFinding) lines.push(`- ${name}: ${cell(candidate.verdict.firstFinding)}`);
  if (candidate.verdict && candidate.verdict.tampered.length > 0) {
    lines.push(
      `- ${name} changed protected files, which were restored: ${cell(candidate.verdict.tampered.join(', '))}`,
    );
  }
  lines.push(...failingAllTheSame(name, candidate.verdict));
  const flaky = candidate.verdict?.flaky ?? [];
  if (flaky.length > 0) lines.push(`- ${name}: flaky tests, which decided nothing: ${cell(flaky.join(', '))}`);
  const unseen = candidate.verdict?.canary?.note ?? '';
  if (unseen !== '') lines.push(`- ${name}: ${cell(unseen)}`);
  const dropped = candidate.verdict?.droppedTests ?? [];
  if (dropped.length > 0)
    lines.push(`- ${name} added tests that do not all pass; they were left out: ${cell(dropped.join(', '))}`);
  return lines.length > 0 ? ['', ...lines] : [];
}

/** A pass beside failing tests looks like a mistake of the judge, unless it is said why they count for nothing. */
function failingAllTheSame(name: string, verdict: Verdict | null): string[] {
  const count = verdict?.passed ? verdict.counts.failed : 0;
  if (count === 0) return [];
  const what = count === 1 ? '1 failing test decided nothing: it' : `${count} failing tests decided nothing: they`;
  return [`- ${name}: ${what} failed on the base already, came out at random, or had been set aside`];
}

function costLines(receipt: Receipt): string[] {
  const candidates = sum(receipt.candidates.map((candidate) => candidate.chargedMicroUsd));
  const overhead = sum(receipt.overheadCalls.map((call) => call.chargedMicroUsd));
  return [
    '',
    '## Cost',
    '',
    '| | calls to | cost |',
    '|---|---|---|',
    ...receipt.overheadCalls.map(overheadRow),
    `| ${receipt.candidates.length} ${receipt.candidates.length === 1 ? 'try' : 'tries'} | see above | ${columnUsd(candidates)} |`,
    `| **total** | | **${columnUsd(overhead + candidates)}** of ${formatUsd(receipt.budgetMicroUsd)} |`,
    '',
    tokenLine(receipt),
  ];
}

/** What was sent once, what a cache answered for, and what was paid for a second time. */
function tokenLine({ usage, candidates }: Receipt): string {
  const resent = sum(candidates.map((candidate) => candidate.resentTokens ?? 0));
  return (
    `Tokens: ${usage.inputTokens} input, of these ${usage.cachedInputTokens} from the cache and ${resent} sent again ` +
    `without it; ${usage.outputTokens} output.`
  );
}

function overheadRow(call: OverheadCall): string {
  return `| ${cell(call.purpose)} | ${cell(call.generator)} | ${columnUsd(call.chargedMicroUsd)} |`;
}

function noteLines(receipt: Receipt): string[] {
  const notes = [...receipt.notes, ...(receipt.sandboxFacts?.weaknesses ?? [])];
  if (notes.length === 0) return [];
  return ['', '## Notes', '', ...notes.map((note) => `- ${cell(note)}`)];
}

function sum(amounts: readonly number[]): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}

/** One line that cannot break out of a table cell. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
