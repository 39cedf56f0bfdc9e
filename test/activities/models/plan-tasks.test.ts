import { describe, expect, test } from '@jest/globals';
import { createModelActivities } from '../../../activities/models/model-activities.js';
import { readPlan } from '../../../activities/models/plan-tasks.js';
import type { PlanInput, PlanResult } from '../../../core/model-activities.js';
import { openAiAnswer, type Reply } from '../../doubles/model-server.js';
import { type Opened, opened, userRepository } from '../workspace/repositories.js';
import {
  ALLOWANCE_MICRO_USD,
  asActivity,
  GENERATOR,
  IDENTITY,
  type ModelRoom,
  openModelRoom,
  VALIDATOR,
} from './model-room.js';

const TASK = { id: 'a', title: 'A', description: '', dependsOn: [], paths: [], acceptance: [] };
const PLAN = { summary: 'One.', tasks: [TASK] };

let house: Promise<Opened> | null = null;

async function plan(room: ModelRoom, reply: Reply, changes: Partial<PlanInput> = {}): Promise<PlanResult> {
  house ??= opened(userRepository());
  const { workspace, repository, base } = await house;
  const body = await room.ledger.artifacts.put('The numbers must be added.');
  const input: PlanInput = {
    identity: { ...IDENTITY, purpose: 'plan' },
    generator: GENERATOR,
    repository,
    baseCommit: base,
    spec: { title: 'Add numbers', slug: 'add', sha256: '0', body, source: 'SPEC.md', acceptance: null },
    validator: VALIDATOR,
    allowanceMicroUsd: ALLOWANCE_MICRO_USD,
    problems: [],
    ...changes,
  };
  room.server.script(reply);
  const activities = createModelActivities({ ledger: room.ledger, workspace }, room.providers);
  return asActivity(() => activities.planTasks(input));
}

describe('a plan', () => {
  test('is asked for with its schema, the spec and its title, and read from the answer', async () => {
    const room = await openModelRoom();
    const result = await plan(room, openAiAnswer({ text: JSON.stringify(PLAN) }));
    expect(result).toMatchObject({ ok: true, plan: PLAN, replayed: false });
    expect(result.chargedMicroUsd).toBeGreaterThan(0);
    const sent = JSON.parse(room.server.seen[0]!.body);
    expect(sent.response_format).toMatchObject({ type: 'json_schema', json_schema: { name: 'plan' } });
    expect(sent).not.toHaveProperty('tools');
    const prompt = JSON.stringify(sent.messages);
    expect(prompt).toContain('Spec: Add numbers');
    expect(prompt).toContain('The numbers must be added.');
    expect(room.server.seen[0]!.headers['x-nightshift-purpose']).toBe('plan');
  });

  test('is told what was wrong with the one before', async () => {
    const room = await openModelRoom();
    await plan(room, openAiAnswer({ text: JSON.stringify(PLAN) }), { problems: ['the plan has no task'] });
    expect(room.server.seen[0]!.body).toContain('- the plan has no task');
  });

  test.each<[string, Reply, string]>([
    ['no JSON', openAiAnswer({ text: 'I would first look around.' }), 'invalidAnswer'],
    ['JSON that was cut', openAiAnswer({ text: JSON.stringify(PLAN).slice(0, 40), finish: 'length' }), 'invalidAnswer'],
    ['JSON of another form', openAiAnswer({ text: '{"steps": []}' }), 'invalidAnswer'],
    [
      'more than a history should carry',
      openAiAnswer({ text: JSON.stringify({ tasks: [{ ...TASK, description: 'x'.repeat(70_000) }] }) }),
      'invalidAnswer',
    ],
    ['nothing', openAiAnswer({ text: '' }), 'emptyAnswer'],
    ['a refusal', openAiAnswer({ text: 'no', finish: 'content_filter' }), 'refused'],
  ])('that comes as %s is data with its charge', async (_, reply, reason) => {
    const room = await openModelRoom();
    const result = await plan(room, reply);
    expect(result).toMatchObject({ ok: false, reason });
    const { chargedMicroUsd } = await room.ledger.journal.chargedUnder(IDENTITY.journalKey);
    expect(result.chargedMicroUsd).toBe(chargedMicroUsd);
    expect(chargedMicroUsd).toBeGreaterThan(0);
  });

  test.each([
    ['in a fence', `\`\`\`json\n${JSON.stringify(PLAN)}\n\`\`\``],
    ['after a sentence', `Here it is: ${JSON.stringify(PLAN)} I hope it helps.`],
  ])('is read also when it stands %s', (_, text) => {
    expect(readPlan({ parts: [{ type: 'text', text }], finish: 'stop', usage: null, unreadable: null })).toEqual({
      ok: true,
      plan: PLAN,
    });
  });
});
