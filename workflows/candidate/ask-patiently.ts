// Asks for the next turn and waits out a provider that is busy: by a timer, for as long as the try may wait. The step keeps
// its name in the journal, so that what its attempts may have cost is counted once.
import { ActivityFailure, ApplicationFailure, setCurrentDetails, sleep } from '@temporalio/workflow';
import { outageWaitMs, UNSAID_WAIT_MS } from '../../core/availability.js';
import { clockTime } from '../../core/clock-time.js';
import type { CallModelResult, Unusable } from '../../core/model-activities.js';
import { askModel } from './ask-model.js';
import type { TryEnd, TryState } from './try-state.js';

/** Failures of a provider that may pass, after all retries. */
const OUTAGES: readonly string[] = ['ModelBusy', 'ModelUnreachable', 'ModelConnectionLost'];

type Asked = { reply: CallModelResult } | { waitMs: number; message: string };

export async function askPatiently(one: TryState): Promise<CallModelResult | TryEnd> {
  for (let outages = 0; ; outages += 1) {
    const asked = await askOnce(one, outages);
    if ('reply' in asked) return asked.reply;
    const { waitMs, message } = asked;
    const freeAtMs = Date.now() + waitMs;
    if (one.waitedMs + waitMs > (one.input.patienceMs ?? 0)) return { end: 'modelBusy', note: message, freeAtMs };
    setCurrentDetails(`Waiting for ${one.input.generator.name} until ${clockTime(freeAtMs)}: ${message}`);
    await sleep(waitMs);
    one.waitedMs += waitMs;
  }
}

/** A provider that fails in the middle of a try has answered before: it is waited for, too, longer each time. */
async function askOnce(one: TryState, outages: number): Promise<Asked> {
  try {
    const reply = await askModel(one);
    if (reply.ok || reply.reason !== 'busy' || isNoAddress(one, reply)) return { reply };
    return { waitMs: reply.waitMs ?? UNSAID_WAIT_MS, message: reply.message };
  } catch (error) {
    const outage = outageOf(error);
    if (one.result.turns === 0 || outage === null) throw error;
    return { waitMs: outageWaitMs(outages), message: outage };
  }
}

/** Who never answered in this try and cannot be reached may not be there at all; the run decides what that means. */
function isNoAddress({ result }: TryState, { unreached = false }: Unusable): boolean {
  return unreached && result.turns === 0;
}

/** What the provider's failure says; null when it was something else that failed. */
function outageOf(error: unknown): string | null {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return null;
  return OUTAGES.includes(error.cause.type ?? '') ? error.cause.message : null;
}
