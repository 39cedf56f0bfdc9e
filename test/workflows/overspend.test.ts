// A whole run with twelve candidates side by side, real model activities and a real ledger, at a provider that lies: by
// its own account it never bills more than the cap, and the receipt never says less than it billed.
import { beforeAll, expect, test } from '@jest/globals';
import { cancellationSignal } from '../../activities/cancellation-signal.js';
import { appendMessage, readLastMessage } from '../../activities/conversation.js';
import { createLedgerActivities } from '../../activities/ledger/ledger-activities.js';
import { callModel } from '../../activities/models/call-model.js';
import { toolCallsOf } from '../../activities/tool-calls.js';
import type { Activities } from '../../core/activities.js';
import { chargeMicroUsd, type Usage } from '../../core/price.js';
import { GENERATOR, type ModelRoom, openModelRoom } from '../activities/models/model-room.js';
import { openAiAnswer, type Reply, type SeenRequest } from '../doubles/model-server.js';
import { usageBilled } from '../doubles/provider-account.js';
import { failedVerdict } from '../doubles/scripted-activities.js';
import { quiet } from '../setup/quiet.js';
import { withRun } from './harness.js';

beforeAll(quiet);

const CAP_MICRO_USD = 500_000;
const CANDIDATES = 12;
/** About nine tenths of what a call may make. */
const THOUGHT = 'look again '.repeat(320);

type Lie = (billed: Usage, nth: number) => Usage | null;

const share =
  (part: number): Lie =>
  (billed) => ({
    ...billed,
    inputTokens: Math.floor(billed.inputTokens * part),
    outputTokens: Math.floor(billed.outputTokens * part),
  });

const TABLE: [string, Lie, (nth: number) => Reply | null][] = [
  ['is honest', (billed) => billed, () => null],
  ['hides half of its usage', share(0.5), () => null],
  ['hides half of it now and then', (billed, nth) => (nth % 3 === 0 ? share(0.5)(billed, nth) : billed), () => null],
  ['reports nothing', () => null, () => null],
  [
    'makes answers and loses them',
    share(0.5),
    (nth) => (nth % 4 === 0 ? { fault: 'resetBefore', billed: true } : null),
  ],
];

test.each(TABLE)('a provider that %s bills twelve candidates no more than the cap', async (_, lie, fault) => {
  const room = await openModelRoom();
  room.server.otherwise((request) => fault(room.server.seen.length) ?? answered(request, lie, room.server.seen.length));
  await withRun(
    { judge: async () => failedVerdict() },
    async ({ handle, asked }) => {
      await handle.result();
      const receipt = asked.receipts[0];
      const billed = room.server.account.reduce((sum, usage) => sum + chargeMicroUsd(GENERATOR.price, usage), 0);
      const spent = receipt?.spentMicroUsd ?? 0;
      expect(room.server.account.length).toBeGreaterThan(CANDIDATES);
      expect(receipt?.candidates).toHaveLength(CANDIDATES);
      expect({ billed: billed <= spent, spent: spent <= CAP_MICRO_USD }).toEqual({ billed: true, spent: true });
      expect((await room.ledger.journal.chargedUnder(handle.workflowId)).chargedMicroUsd).toBe(spent);
    },
    {
      strategy: 'best-of-n',
      bestOf: CANDIDATES,
      budgetMicroUsd: CAP_MICRO_USD,
      pauseLimitMs: 1,
      portfolio: [GENERATOR],
      tryLimits: { turns: 3, wallTimeMs: 3_600_000, requestBytes: 400_000 },
    },
    { activities: realCalls(room) },
  );
});

/** Model calls, their journal and conversations are real; what a tool would do is told in a word. */
function realCalls({ ledger, providers }: ModelRoom): Partial<Activities> {
  const { artifacts } = ledger;
  let commits = 0;
  return {
    composeBrief: () => appendMessage(artifacts, null, { role: 'user', content: `Do it. ${'All of it. '.repeat(90)}` }),
    callModel: (input) => callModel({ ledger, providers }, input, cancellationSignal()),
    chargedUnder: createLedgerActivities({ ledger }).chargedUnder,
    async runTools({ conversation }) {
      const [call] = toolCallsOf(await readLastMessage(artifacts, conversation));
      const { toolCallId = '', toolName = '' } = call ?? {};
      const output = { type: 'text' as const, value: 'done' };
      const message = {
        role: 'tool' as const,
        content: [{ type: 'tool-result' as const, toolCallId, toolName, output }],
      };
      commits += 1;
      return {
        commit: `commit-${commits}`,
        conversation: await appendMessage(artifacts, conversation, message),
        ended: '',
      };
    },
  };
}

function answered(request: SeenRequest, lie: Lie, nth: number): Reply {
  const calls = [{ name: 'bash', arguments: JSON.stringify({ command: `ls ${nth}` }) }];
  const billed = usageBilled(request.body, openAiAnswer({ text: THOUGHT, calls }));
  const said = billed && lie(billed, nth);
  return openAiAnswer({ text: THOUGHT, calls, usage: said && { input: said.inputTokens, output: said.outputTokens } });
}
