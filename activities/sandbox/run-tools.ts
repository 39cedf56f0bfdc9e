// One turn's tool calls: run in the candidate's worktree, answered in the conversation, and their work made a commit.
// A retry begins again at the commit before, in a fresh worktree, so half a turn is never kept.
import type { ToolModelMessage } from 'ai';
import type { RunToolsInput, RunToolsResult } from '../../core/activities.js';
import { commitMessage } from '../../core/commit-message.js';
import { candidateRef } from '../../core/refs.js';
import { TOOL_CALLS_MAX } from '../../core/tools.js';
import { appendMessage, readLastMessage } from '../conversation.js';
import type { DependencyCache } from '../hands.js';
import { signature } from '../signature.js';
import { type ToolCall, toolCallsOf } from '../tool-calls.js';
import { clearFilePoints } from '../validator/dependencies/clear-file-points.js';
import { dependencyNote } from '../validator/dependencies/dependency-note.js';
import { writeInTree } from '../validator/tree-files.js';
import type { SnapshotResult, Worktree } from '../workspace/workspace.js';
import { notRun, runTool, type ToolAnswer, type ToolSurroundings } from './run-tool.js';
import type { ToolHands } from './tool-activities.js';

const BUILD_FILES_LOST =
  'note: this turn runs in a fresh checkout of your work; files that git ignores, such as build results, are gone';
const NOT_KEPT = 'note: the work of this turn is not kept yet and will be lost at the end';
const WORK_NOT_KEPT = 'the change is too large to be kept';
const ONE_AT_A_TIME =
  'not run: one call is carried out in each turn, please. Make this one again if it is still needed; commands can be ' +
  'joined with &&';

export async function runTools(hands: ToolHands, input: RunToolsInput, signal: AbortSignal): Promise<RunToolsResult> {
  const { artifacts } = hands.ledger;
  const calls = toolCallsOf(await readLastMessage(artifacts, input.conversation));
  const sandbox = hands.sandbox(input.sandbox);
  const worktree = await hands.workspace.keptWorktree(input.repository, input.candidate, input.commit);
  await hands.workspace.markWorktree(worktree, null);
  const prepared = await hands.dependencies.prepare({ ...input, sandbox, signal });
  const around = { sandbox, worktree: worktree.dir, environment: input.validator.environment, artifacts, signal };
  const answers = await answerWith(prepared, calls, around);
  const { commit, refused } = await takeSnapshot(hands, input, worktree);
  const dependencies = await dependencyNote(hands.workspace, input, commit);
  const notes = [
    ...(worktree.fresh && input.turn > 1 ? [BUILD_FILES_LOST] : []),
    ...(prepared.ok ? [] : [`note: the dependencies could not be installed: ${prepared.message}`]),
    ...(dependencies === null ? [] : [dependencies]),
    ...(refused === null ? [] : [`${NOT_KEPT}: ${refused}`]),
  ];
  const message = toolMessage(calls, answers, notes);
  const conversation = message ? await appendMessage(artifacts, input.conversation, message) : input.conversation;
  return { commit, conversation, ...endOf(answers), ...(refused === null ? {} : { ended: WORK_NOT_KEPT }) };
}

/** With what is installed; without it where that failed, since a model may get along. */
export async function answerWith(
  prepared: Awaited<ReturnType<DependencyCache['prepare']>>,
  calls: ToolCall[],
  around: Omit<ToolSurroundings, 'mounts'>,
): Promise<ToolAnswer[]> {
  if (!prepared.ok) return answerAll(calls, { ...around, mounts: [] });
  try {
    for (const [path, text] of Object.entries(prepared.lockfiles)) await writeInTree(around.worktree, path, text);
    return await answerAll(calls, { ...around, mounts: prepared.mounts });
  } finally {
    prepared.release();
    await clearFilePoints(prepared.mounts, around.worktree);
  }
}

async function answerAll(calls: ToolCall[], around: ToolSurroundings): Promise<ToolAnswer[]> {
  const answers: ToolAnswer[] = [];
  for (const call of calls) {
    const refused = answers.length >= TOOL_CALLS_MAX;
    answers.push(refused ? notRun(ONE_AT_A_TIME, 'not run: one call a turn') : await runTool(call, around));
    // A cancelled turn is thrown away: its worktree is marked as changed and is not used again.
    around.signal.throwIfAborted();
  }
  return answers;
}

async function takeSnapshot(hands: ToolHands, input: RunToolsInput, worktree: Worktree): Promise<SnapshotResult> {
  const { run, taskId, candidate, generator } = input;
  const snapshot = await hands.workspace.snapshot({
    repository: input.repository,
    worktree,
    parent: input.commit,
    message: commitMessage({ title: input.taskTitle, run, task: taskId, candidate, generator }),
    authorName: generator,
    committedAtMs: input.committedAtMs,
    ref: candidateRef(run, taskId, candidate),
    limitedSince: input.baseCommit,
  });
  // Also where it was refused: the next turn finds its files and can mend them.
  await hands.workspace.markWorktree(worktree, snapshot.commit);
  return snapshot;
}

/** Notes stand before the first answer. Null when nothing was called, since a message without answers is not one. */
export function toolMessage(calls: ToolCall[], answers: ToolAnswer[], notes: string[]): ToolModelMessage | null {
  const content = calls.map((call, index) => {
    const text = answers[index]?.text ?? '';
    const value = index === 0 ? [...notes, text].join('\n') : text;
    const output = { type: 'text', value } as const;
    return { type: 'tool-result', toolCallId: call.toolCallId, toolName: call.toolName, output } as const;
  });
  return content.length === 0 ? null : { role: 'tool', content };
}

/** What the workflow is told of the answers: how the first ended, and what the others came to. */
export function endOf(answers: ToolAnswer[]): Pick<RunToolsResult, 'ended' | 'failing' | 'unusable'> {
  const [first, ...others] = answers;
  if (!first) return { ended: 'nothing was called' };
  return {
    ended: others.length === 0 ? first.ended : `${first.ended}; ${others.length} more calls refused`,
    failing: first.failing === null ? null : signature(first.failing),
    unusable: first.ran ? null : first.ended,
  };
}
