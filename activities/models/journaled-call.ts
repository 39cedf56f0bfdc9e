// One model call that is bought once. The journal has a row for each attempt, written before the provider is asked;
// an answer is booked and stored before anything is read out of it; and what may have been billed counts as billed.
import { log } from '@temporalio/activity';
import type { ArtifactRef } from '../../core/artifact.js';
import type { Generator } from '../../core/generator.js';
import type { CallCost, CallIdentity, Unusable } from '../../core/model-activities.js';
import { formatUsd } from '../../core/money.js';
import { addUsage, NO_USAGE, type Usage } from '../../core/price.js';
import { failure } from '../failure.js';
import type { Artifacts, CallRow, Ledger } from '../ledger/ledger.js';
import { signature } from '../signature.js';
import { type Answer, unreadableAnswer } from './answer.js';
import { askProvider, type Door } from './ask-provider.js';
import { worstCaseOf } from './book-call.js';
import { type CallTrouble, callTrouble } from './call-trouble.js';
import { type ModelRequest, type PreparedRequest, prepareRequest } from './model-request.js';
import { openWire, WIRE_LIMITS, type WireLimits } from './open-wire.js';
import type { Providers } from './providers.js';
import { redactedMessage } from './redacted-message.js';
import { weighUsage } from './weigh-usage.js';

export interface ModelHands {
  ledger: Pick<Ledger, 'artifacts' | 'journal'>;
  providers: Providers;
  /** Absent: `WIRE_LIMITS`. */
  wireLimits?: WireLimits;
}

export interface JournaledCallInput {
  identity: CallIdentity;
  generator: Generator;
  request: ModelRequest;
  allowanceMicroUsd: number;
  signal: AbortSignal;
}

export type JournaledCallResult = CallCost & ({ ok: true; answer: Answer } | Unusable);

/**
 * The recorded answer, or a new one if the allowance covers its worst case on top of what this step has cost so far.
 * Reports the cost of all attempts at the step, so that whoever books a step once books all of it.
 * Throws `ModelBusy`, `ModelUnreachable` and `ModelConnectionLost`, which are worth another try, and `UnknownProvider`.
 */
export async function journaledCall(hands: ModelHands, input: JournaledCallInput): Promise<JournaledCallResult> {
  const { artifacts, journal } = hands.ledger;
  const { identity, generator } = input;
  const request = prepareRequest(generator, input.request);
  const rows = await journal.attempts(identity.journalKey);
  const spent = costOf(rows);

  const recorded = recordedAnswer(rows, request.hash);
  if (recorded) return { ok: true, answer: await readAnswer(artifacts, recorded), ...spent, replayed: true };
  if (rows.some((row) => row.requestHash !== request.hash)) {
    log.warn('a step asks for something else than it did before; it is a new call', { key: identity.journalKey });
  }
  const worstMicroUsd = worstCaseOf(generator, request);
  if (spent.chargedMicroUsd + worstMicroUsd > input.allowanceMicroUsd) {
    return { ok: false, reason: 'overAllowance', message: overAllowance(spent, worstMicroUsd, input), ...spent };
  }
  const door = openDoor(hands, input);
  const row = await journal.start({
    key: identity.journalKey,
    requestHash: request.hash,
    model: generator.name,
    purpose: identity.purpose,
    worstMicroUsd,
    startedAtMs: Date.now(),
  });
  // Read again with our own row in it: an attempt that this one overlaps may have begun since the first look.
  const committed = costOf(await journal.attempts(identity.journalKey));
  if (committed.chargedMicroUsd > input.allowanceMicroUsd) {
    await journal.void(row, 'never asked: another attempt at the same step took what was left');
    const others = { ...committed, chargedMicroUsd: committed.chargedMicroUsd - worstMicroUsd };
    return { ok: false, reason: 'overAllowance', message: overAllowance(others, worstMicroUsd, input), ...others };
  }
  const asked = await askOnce(hands, input, () => askProvider(door, request, identity));
  if (asked.kind !== 'answered') return refused(hands, row, asked, spent);
  return settle(hands, row, input, request, asked.answer);
}

/** Throws `UnknownProvider`. Nothing is sent before the model is asked. */
function openDoor({ providers, wireLimits = WIRE_LIMITS }: ModelHands, input: JournaledCallInput): Door {
  const { generator, identity, signal } = input;
  const wire = openWire(wireLimits, signal);
  // All tries at a task begin with the same brief.
  const cacheKey = signature(`${identity.run}/${identity.task}`, CACHE_KEY_CHARS);
  const model = providers.languageModel(generator, { fetch: wire.fetch, cacheKey });
  return { model, wire, stream: providers.find(generator.provider)?.stream ?? true };
}

const CACHE_KEY_CHARS = 32;

type AskedOnce = { kind: 'answered'; answer: Answer } | Exclude<CallTrouble, { kind: 'unreadable' }>;

/** A cancelled call leaves its row `started`: nobody can say how much of the answer was made. */
async function askOnce(hands: ModelHands, input: JournaledCallInput, ask: () => Promise<Answer>): Promise<AskedOnce> {
  const { generator, signal } = input;
  const { providers } = hands;
  const redact = (text: string) => providers.redact(text);
  try {
    const answer = await ask();
    if (answer.unreadable === null) return { kind: 'answered', answer };
    const unreadable = `${generator.name}: ${redactedMessage(new Error(answer.unreadable), redact)}`;
    return { kind: 'answered', answer: { ...answer, unreadable } };
  } catch (error) {
    signal.throwIfAborted();
    const asked = { generator: generator.name, provider: providers.find(generator.provider), redact };
    const trouble = callTrouble(error, asked, Date.now());
    if (trouble.kind === 'unreadable') return { kind: 'answered', answer: unreadableAnswer(trouble.message) };
    return trouble;
  }
}

/** Books and stores the answer. Should another attempt have settled in the meantime, its answer is the step's answer. */
async function settle(
  { ledger, providers }: ModelHands,
  row: CallRow,
  input: JournaledCallInput,
  request: PreparedRequest,
  answer: Answer,
): Promise<JournaledCallResult> {
  const { generator, identity } = input;
  const stored = await ledger.artifacts.put(JSON.stringify(answer));
  const booking = await weighUsage(ledger.journal, {
    generator,
    provider: providers.find(generator.provider),
    asked: input.request,
    request,
    answer,
    runKey: identity.runKey ?? null,
  });
  if (booking.doubt !== null) log.warn('booked at the worst case', { key: row.key, because: booking.doubt });
  await ledger.journal.settle(row, { ...booking, answer: stored, endedAtMs: Date.now() });
  const rows = await ledger.journal.attempts(row.key);
  const first = recordedAnswer(rows, request.hash) ?? stored;
  return { ok: true, answer: await readAnswer(ledger.artifacts, first), ...costOf(rows) };
}

/** The answer that was settled first; ghosts that settled later have a charge and no answer. */
function recordedAnswer(rows: readonly CallRow[], hash: string): ArtifactRef | null {
  return rows.find((row) => row.requestHash === hash && row.answer !== null)?.answer ?? null;
}

async function readAnswer(artifacts: Artifacts, ref: ArtifactRef): Promise<Answer> {
  const answer: Answer = JSON.parse(await artifacts.get(ref));
  return answer;
}

/** Takes back what cannot have been billed before anything is thrown or returned. */
async function refused(
  hands: ModelHands,
  row: CallRow,
  trouble: Exclude<AskedOnce, { kind: 'answered' }>,
  before: CallCost,
): Promise<JournaledCallResult> {
  const { kind, message } = trouble;
  if (kind === 'connectionLost') throw failure('ModelConnectionLost', message);
  await hands.ledger.journal.void(row, message);
  if (kind === 'unreachable') throw failure('ModelUnreachable', message);
  if (kind === 'busy') {
    const { retryAfterMs } = trouble;
    throw failure('ModelBusy', message, retryAfterMs === null ? {} : { retryAfterMs });
  }
  return { ok: false, reason: kind, message, ...before };
}

function costOf(rows: readonly CallRow[]): CallCost {
  let chargedMicroUsd = 0;
  let usage: Usage = NO_USAGE;
  for (const row of rows) {
    if (row.state === 'started') chargedMicroUsd += row.worstMicroUsd;
    if (row.state === 'settled') chargedMicroUsd += row.chargedMicroUsd;
    if (row.usage) usage = addUsage(usage, row.usage);
  }
  return { chargedMicroUsd, usage, replayed: false };
}

function overAllowance(spent: CallCost, worstMicroUsd: number, input: JournaledCallInput): string {
  const already = spent.chargedMicroUsd > 0 ? ` on top of ${formatUsd(spent.chargedMicroUsd)} of earlier attempts` : '';
  const worst = formatUsd(worstMicroUsd);
  return `a call to ${input.generator.name} could cost ${worst}${already}; ${formatUsd(input.allowanceMicroUsd)} is left for it`;
}
