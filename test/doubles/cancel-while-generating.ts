// Cancels a run in the middle of an answer: a real call through a real worker and server, to a scripted provider.
import { appendMessage } from '../../activities/conversation.js';
import type { Hands } from '../../activities/hands.js';
import { createModelActivities } from '../../activities/models/model-activities.js';
import { createProviders } from '../../activities/models/providers.js';
import type { ModelServer } from './model-server.js';
import { type ScriptedRunOptions, withScriptedRun } from './scripted-run.js';

export interface Cancelled {
  /** From the cancellation until the provider saw that its caller had left. */
  reachedAfterMs: number;
  /** How the run ended, as the server names it. */
  status: string;
  journalKey: string;
}

export async function cancelWhileGenerating(
  hands: Pick<Hands, 'ledger' | 'workspace'>,
  provider: ModelServer,
  where: Pick<ScriptedRunOptions, 'server' | 'workflowId'>,
): Promise<Cancelled> {
  const settings = { kind: 'openai-compatible', baseUrl: provider.url, family: null, scripted: true } as const;
  const activities = createModelActivities(hands, createProviders({ vendor: { ...settings, apiKeyEnv: null } }, {}));
  const conversation = await appendMessage(hands.ledger.artifacts, null, { role: 'user', content: 'Mend the cache.' });
  let journalKey = '';
  provider.script({ pieces: [': the model thinks\n\n'], fault: 'stall' });
  const callModel: typeof activities.callModel = (input) => {
    journalKey = input.identity.journalKey;
    return activities.callModel({ ...input, conversation });
  };
  return withScriptedRun({ ...where, script: { callModel } }, async ({ handle }) => {
    await provider.hanging();
    const cancelledAtMs = performance.now();
    await handle.cancel();
    await provider.leftAlone();
    const reachedAfterMs = performance.now() - cancelledAtMs;
    await handle.result().catch(() => undefined);
    return { reachedAfterMs, status: (await handle.describe()).status.name, journalKey };
  });
}
