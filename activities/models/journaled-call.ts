// One model call that is bought once. The journal has a row for each attempt, written before the provider is asked;
// an answer is booked and stored before anything is read out of it; and what may have been billed counts as billed.
import { log } from '@temporalio/activity';
import type { ArtifactRef } from '../../core/artifact.js';
import type { Generator } from '../../core/generator.js';
import type { CallIdentity, Unusable } from '../../core/model-activities.js';
import { failure } from '../failure.js';
import { isLastAttempt } from '../last-attempt.js';
import type { Artifacts, CallRow, Ledger } from '../ledger/ledger.js';
import { signature } from '../signature.js';
import { type Answer, unreadableAnswer } from './answer.js';
import { askProvider, type Door } from './ask-provider.js';
import { type CallTrouble, callTrouble } from './call-trouble.js';
import { type ModelRequest, type PreparedRequest, prepareRequest } from './model-request.js';
import { openWire, WIRE_LIMITS, type WireLimits } from './open-wire.js';
import type { CallEnd, Entry, ProviderBreakers } from './provider-breakers.js';
import type { Providers } from './providers.js';
import { redactedMessage } from './redacted-message.js';
import { jittered, nextRetryDelayMs, OWN_WAIT_MS_MAX } from './retry-after.js';
import { type Allowance, costOf, type StepCost, whyOverAllowance, worstOf } from './step-cost.js';
import { weighUsage } from './weigh-usage.js';

export interface ModelHands {
  ledger: Pick<Ledger, 'artifacts' | 'journal'>;
  providers: Providers;
  /** Absent: `WIRE_LIMITS`. */
  wireLimits?: WireLimits;
  /** Those of this worker. Absent: whatever fails, every call is sent. */
  breakers?: ProviderBreakers;
}

export interface JournaledCallInput extends Allowance {
  identity: CallIdentity;
  generator: Generator;
  request: ModelRequest;
  signal: AbortSignal;
}

export type JournaledCallResult = StepCost & ({ ok: true; answer: Answer } | Unusable);

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
  const over = whyOverAllowance(generator.name, spent, worstOf(generator, request), input);
  if (over !== null) return { ok: false, reason: 'overAllowance', message: over, ...spent };
  const door = openDoor(hands, input);
  const entry = enter(hands, generator);
  if (!entry.ok) {
    const { waitMs, unreached } = entry;
    const message = `${generator.name}: ${entry.message}`;
    return { ok: false, reason: 'busy', message, waitMs, unreached, ...spent };
  }
  try {
    return await newAttempt(hands, input, request, door, entry);
  } finally {
    entry.ended('unknown');
  }
}

type OpenEntry = Extract<Entry, { ok: true }>;

const NOBODY_WATCHES: OpenEntry = { ok: true, ended: () => 0 };

function enter({ providers, breakers }: ModelHands, generator: Generator): Entry {
  const provider = providers.find(generator.provider);
  return breakers?.enter(provider?.baseUrl ?? generator.provider, generator.model) ?? NOBODY_WATCHES;
}

async function newAttempt(
  hands: ModelHands,
  input: JournaledCallInput,
  request: PreparedRequest,
  door: Door,
  entry: OpenEntry,
): Promise<JournaledCallResult> {
  const { journal } = hands.ledger;
  const { identity, generator } = input;
  const worst = worstOf(generator, request);
  const row = await journal.start({
    key: identity.journalKey,
    requestHash: request.hash,
    model: generator.name,
    purpose: identity.purpose,
    ...worst,
    room: { microUsd: input.allowanceMicroUsd, tokens: input.allowanceTokens ?? null },
    startedAtMs: Date.now(),
  });
  // Read again now that others see our row: an attempt that this one overlaps may have begun, or answered, since the
  // first look.
  const rows = (await journal.attempts(identity.journalKey)).filter(({ attempt }) => attempt !== row.attempt);
  const others = costOf(rows);
  const recorded = recordedAnswer(rows, request.hash);
  if (recorded) {
    await journal.void(row, 'never asked: another attempt at the same step has the answer');
    return { ok: true, answer: await readAnswer(hands.ledger.artifacts, recorded), ...others, replayed: true };
  }
  if (row.state === 'void') {
    const message = `a call to ${generator.name} was not made: another attempt at the same step took what was left`;
    return { ok: false, reason: 'overAllowance', message, ...others };
  }
  const asked = await askOnce(hands, input, () => askProvider(door, request, identity));
  if (asked.kind === 'answered') {
    entry.ended('answered');
    return settle(hands, row, input, request, asked.answer);
  }
  const restMs = entry.ended(endOf(asked), asked.message);
  if (restMs > 0) log.warn('a provider fails for everyone and is left alone', { model: generator.name, restMs });
  return refused(hands, row, asked, restMs);
}

function endOf({ kind, outage }: Refusal): CallEnd {
  if (!outage) return 'unknown';
  return kind === 'unreachable' ? 'unreached' : 'failed';
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

type Refusal = Exclude<CallTrouble, { kind: 'unreadable' }>;
type AskedOnce = { kind: 'answered'; answer: Answer } | Refusal;

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
  trouble: Refusal,
  restMs: number,
): Promise<JournaledCallResult> {
  const { journal } = hands.ledger;
  const { kind, message } = trouble;
  if (!trouble.mayBeBilled) await journal.void(row, message);
  const cost = costOf(await journal.attempts(row.key));
  if (kind === 'gone' || kind === 'rejected' || kind === 'unavailable') {
    return { ok: false, reason: kind, message, ...cost };
  }
  const askedMs = kind === 'busy' ? trouble.retryAfterMs : null;
  const waitMs = waitOfWorkflow(kind, askedMs, restMs);
  if (waitMs !== null)
    return { ok: false, reason: 'busy', message, waitMs, unreached: kind === 'unreachable', ...cost };
  throw failure(THROWN[kind], message, askedMs === null ? {} : { retryAfterMs: nextRetryDelayMs(askedMs) });
}

const THROWN = {
  busy: 'ModelBusy',
  unreachable: 'ModelUnreachable',
  connectionLost: 'ModelConnectionLost',
} as const;

/**
 * How long the workflow is to wait: while the provider is left alone, where it asks for long, and where the engine would
 * give up on a provider that is only busy. Null where the engine tries again.
 */
function waitOfWorkflow(kind: keyof typeof THROWN, askedMs: number | null, restMs: number): number | null {
  if (restMs > 0 || (askedMs ?? 0) > OWN_WAIT_MS_MAX) return jittered(Math.max(restMs, askedMs ?? 0));
  return kind === 'busy' && isLastAttempt() ? jittered(OWN_WAIT_MS_MAX) : null;
}
