// Asks a model to split the spec into tasks. Whether the plan can be worked on is for the workflow to check; here an
// answer is only read, leniently, and an answer that is no plan is data like any other.

import { utf8Bytes } from '../../core/clamp.js';
import type { PlanInput, PlanResult, Unusable } from '../../core/model-activities.js';
import { PLAN_TASKS_MAX, type Plan } from '../../core/plan.js';
import { planAnswerSchema, planSchema } from '../../schemas/plan.js';
import type { Hands } from '../hands.js';
import type { Answer } from './answer.js';
import { dataBlock } from './data-block.js';
import { textOf, unusableAnswer } from './interpret-turn.js';
import { journaledCall, type ModelHands } from './journaled-call.js';
import { renderPrompt } from './prompts.js';
import { showRepository } from './show-repository.js';

type PlanHands = ModelHands & Pick<Hands, 'workspace'>;
type ReadPlan = { ok: true; plan: Plan } | Unusable;

/** A plan travels through the workflow's history; one that is larger than this is no plan of a few tasks. */
const PLAN_BYTES_MAX = 64_000;

export async function planTasks(hands: PlanHands, input: PlanInput, signal: AbortSignal): Promise<PlanResult> {
  const called = await journaledCall(hands, {
    identity: input.identity,
    generator: input.generator,
    request: {
      messages: [{ role: 'user', content: await planPrompt(hands, input) }],
      tools: [],
      answerSchema: { name: 'plan', schema: planAnswerSchema },
    },
    allowanceMicroUsd: input.allowanceMicroUsd,
    allowanceTokens: input.allowanceTokens,
    signal,
  });
  if (!called.ok) return called;
  const { chargedMicroUsd, tokens, usage, replayed } = called;
  return { ...readPlan(called.answer), chargedMicroUsd, tokens, usage, replayed };
}

async function planPrompt({ ledger, workspace }: PlanHands, input: PlanInput): Promise<string> {
  const { spec, validator, problems } = input;
  const body = await ledger.artifacts.get(spec.body);
  const wanted = { paths: [], text: `${spec.title}\n${body}` };
  const shown = await showRepository(workspace, input.repository, input.baseCommit, wanted);
  return renderPrompt('plan', {
    specTitle: spec.title,
    spec: dataBlock('spec', body),
    testCommand: validator.testForPeople,
    tasksMax: String(PLAN_TASKS_MAX),
    problems: problemsText(problems),
    ...shown,
  });
}

function problemsText(problems: readonly string[]): string {
  if (problems.length === 0) return '';
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  return `Your last plan could not be used:\n\n${dataBlock('problems', list)}\n\n`;
}

export function readPlan(answer: Answer): ReadPlan {
  const unusable = unusableAnswer(answer);
  if (unusable) return unusable;
  const text = textOf(answer);
  if (text === '') return { ok: false, reason: 'emptyAnswer', message: 'the answer holds no plan' };
  const parsed = planSchema.safeParse(parseJson(text));
  if (!parsed.success)
    return { ok: false, reason: 'invalidAnswer', message: whyNoPlan(answer, parsed.error.issues[0]) };
  if (utf8Bytes(JSON.stringify(parsed.data)) > PLAN_BYTES_MAX) {
    return { ok: false, reason: 'invalidAnswer', message: `the plan has more than ${PLAN_BYTES_MAX} bytes` };
  }
  return { ok: true, plan: parsed.data };
}

/** The JSON in the text, also where a model has put a fence or a sentence around it; undefined when there is none. */
function parseJson(text: string): unknown {
  const braced = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    return JSON.parse(braced);
  } catch {
    return undefined;
  }
}

function whyNoPlan(answer: Answer, issue: { path: PropertyKey[]; message: string } | undefined): string {
  if (answer.finish === 'length') return 'the plan was cut at the output limit';
  if (!issue || issue.path.length === 0) return 'the plan is not JSON of the form that was asked for';
  return `the plan is not of the form that was asked for: ${issue.path.join('.')}: ${issue.message}`;
}
