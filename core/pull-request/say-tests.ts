// What the receipt knows of the tests, in sentences: which were run on the delivered change, who wrote them, which count
// for nothing. No sentence says that a criterion is met: tests do not say which criterion they are for.
import { codeSpan, plainLine } from '../forge-text.js';
import type { Receipt } from '../receipt.js';
import type { SupersededFailure, Verdict } from '../validator.js';

const NAMES_MAX = 20;
const ACCEPTANCE_MAX = 40;

/** Of the change that is delivered; null where the receipt does not say which of its verdicts that is. */
export function deliveredVerdict({ whole, candidates, commit, plan }: Receipt): Verdict | null {
  const verdicts = [...candidates.map(({ verdict }) => verdict), whole].filter((verdict) => verdict !== null);
  const exact = verdicts.findLast(({ judgedCommit }) => judgedCommit === commit);
  if (exact) return exact;
  // Written tests are added to the commit that was judged, which makes another one of it.
  if (whole) return whole;
  const isOneTask = (plan?.tasks.length ?? 1) === 1;
  return isOneTask ? (verdicts.findLast(({ passed }) => passed) ?? null) : null;
}

export function testLines(receipt: Receipt, acceptance: readonly string[]): string[] {
  const verdict = deliveredVerdict(receipt);
  const command = receipt.testCommand ? ` (${codeSpan(receipt.testCommand)})` : '';
  const lines = verdict ? [`${runSentence(verdict, command)}${acceptanceSentence(verdict)}`] : [];
  return [
    '### Tests',
    '',
    ...(lines.length > 0 ? lines : ['No verdict on this change is known.']),
    ...(verdict ? acceptanceLines(verdict, receipt, acceptance) : []),
    ...writtenLines(receipt),
  ];
}

/** Which tests show it, by name. Those that decided nothing are named elsewhere. */
function acceptanceLines(
  { acceptancePassed, acceptanceTotal, failedAcceptance }: Verdict,
  { writtenTests }: Receipt,
  acceptance: readonly string[],
): string[] {
  const failed = new Set(failedAcceptance ?? []);
  // Where some failed and nobody knows which, no name can be ticked.
  if (acceptancePassed < acceptanceTotal && failed.size === 0) return [];
  const deciding = acceptance.filter((id) => !(writtenTests?.setAside ?? []).includes(id));
  if (deciding.length === 0) return [];
  const more = deciding.length - ACCEPTANCE_MAX;
  return [
    '',
    ...deciding.slice(0, ACCEPTANCE_MAX).map((id) => `- [${failed.has(id) ? ' ' : 'x'}] ${codeSpan(id)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}

function runSentence({ counts, passed }: Verdict, command: string): string {
  const rest = [
    counts.failed > 0 ? `${counts.failed} failed` : '',
    counts.skipped > 0 ? `${counts.skipped} were skipped` : '',
  ];
  const others = rest.filter((part) => part !== '').join(', ');
  const why =
    passed && counts.failed > 0
      ? ' and count for nothing: they failed before, came out at random, or were set aside'
      : '';
  return `${counts.passed} of ${counts.total} tests passed in a clean checkout${command}${others ? `; ${others}${why}` : ''}.`;
}

function acceptanceSentence({ acceptancePassed, acceptanceTotal, heldOut }: Verdict): string {
  const shown =
    acceptanceTotal > 0 ? ` Of the acceptance tests, ${acceptancePassed} of ${acceptanceTotal} passed.` : '';
  return heldOut ? `${shown} Of those that no generator saw, ${heldOut.passed} of ${heldOut.total} passed.` : shown;
}

/** Who wrote them matters: a person looks at a model's tests before trusting what passed them. */
function writtenLines({ writtenTests }: Receipt): string[] {
  if (!writtenTests) return [];
  const { author, paths, heldOut, setAside } = writtenTests;
  const files = [...paths, ...(heldOut?.paths ?? [])];
  const lines = [
    '',
    `The acceptance tests in ${listed(files)} were written from the issue by ${codeSpan(author)}, which saw no implementation. Read them first.`,
  ];
  if (setAside.length > 0) {
    lines.push(
      '',
      `Tries of two vendors failed these, so they were set aside and decided nothing: ${listed(setAside)}.`,
    );
  }
  return lines;
}

/** Before anything else: what a reviewer would not forgive to find out later. */
export function warningLines(receipt: Receipt, draft: boolean): string[] {
  const verdict = deliveredVerdict(receipt);
  const failing = verdict?.superseded ?? [];
  const reasons = new Map((receipt.writtenTests?.superseded ?? []).map(({ id, why }) => [id, why]));
  const warnings = [
    ...(draft ? ['**Draft.** Not all that the issue asks for is shown to be done.'] : []),
    ...contradicted(
      failing,
      false,
      'These tests of the repository fail. The author of the acceptance tests says that the issue contradicts them; no person has said so yet:',
      reasons,
    ),
    ...contradicted(failing, true, 'These tests of the repository fail, and a person set them aside:', reasons),
    ...openedLines(verdict),
  ];
  const lines = warnings[0] === '' ? warnings.slice(1) : warnings;
  return lines.map((line) => `> ${line}`.trimEnd());
}

function contradicted(
  failing: readonly SupersededFailure[],
  byLeave: boolean,
  sentence: string,
  reasons: ReadonlyMap<string, string>,
): string[] {
  const ids = failing.filter((one) => one.byLeave === byLeave).map(({ id }) => id);
  if (ids.length === 0) return [];
  const items = ids
    .slice(0, NAMES_MAX)
    .map((id) => `- ${codeSpan(id)}${reasons.get(id) ? `: ${plainLine(reasons.get(id) ?? '')}` : ''}`);
  return ['', sentence, ...items];
}

function openedLines(verdict: Verdict | null): string[] {
  const opened = verdict?.opened ?? [];
  if (opened.length === 0) return [];
  return ['', `Changed by a person's leave, and not put back before judging: ${listed(opened)}. Read these.`];
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return `${names.slice(0, NAMES_MAX).map(codeSpan).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
