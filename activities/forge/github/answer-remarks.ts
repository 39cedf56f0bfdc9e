// Answers remarks where they were made: in their threads, and on the pull request for reviews as a whole. What stands
// there already is known by its mark and not written again.
import type { Octokit } from 'octokit';
import { clampMiddle } from '../../../core/clamp.js';
import type { AnswerRemarksInput, ForgeResult } from '../../../core/forge-activities.js';
import { foreignMarkdown } from '../../../core/forge-text.js';
import { keyIn, markedText } from '../../../core/own-mark.js';
import { readLastMessage } from '../../conversation.js';
import type { Artifacts } from '../../ledger/ledger.js';
import { done } from './done.js';
import { at, forgeOf, type GitHubHands } from './github-hands.js';
import { unlessStatus } from './is-status.js';
import { PAGE_SIZE, readPages } from './pages.js';
import { type Place, putComment } from './put-comment.js';
import type { ReviewComment } from './read-remarks.js';
import { answerKey, answerParts, type ReadRemarkId, readRemarkId } from './remark-id.js';
import { readThreads, resolveThread, type ThreadState } from './review-threads.js';

const REPLY_BYTES_MAX = 20_000;
const PAGES_MAX = 10;
const SHORT_SHA = 12;

export async function answerRemarks(hands: GitHubHands, input: AnswerRemarksInput): Promise<ForgeResult> {
  const repository = forgeOf(input.repository);
  const { number } = input.pullRequest;
  const us = await hands.client.whoAmI(repository);
  if (!us.ok) return us;
  const said = (await lastWords(hands.artifacts, input)) ?? input.text;
  const reply = foreignMarkdown(clampMiddle(await hands.redactor.redact(said), REPLY_BYTES_MAX));
  const remarks = input.remarks.flatMap(({ id }) => readRemarkId(id) ?? []);
  const about = { repository, number, doing: 'answer a review' };
  return done(
    await hands.client.ask(about, (octokit) =>
      answer(octokit, { repository, number }, us.value, { input, reply, remarks }),
    ),
  );
}

/** Null where there are none. */
async function lastWords(artifacts: Artifacts, { reply }: AnswerRemarksInput): Promise<string | null> {
  if (reply === null) return null;
  const { content } = await readLastMessage(artifacts, { head: reply, bytes: 0, messages: 0 });
  const text =
    typeof content === 'string'
      ? content
      : content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n\n');
  return text.trim() === '' ? null : text;
}

interface Reply {
  input: AnswerRemarksInput;
  reply: string;
  remarks: ReadRemarkId[];
}

async function answer(octokit: Octokit, place: Place, us: string, { input, reply, remarks }: Reply): Promise<void> {
  const where = input.commit === null ? '' : `In ${input.commit.slice(0, SHORT_SHA)}.`;
  const whole = [reply, where].filter((part) => part !== '').join('\n\n');
  const threads = remarks.filter(({ root }) => root !== null);
  // One reply to many remarks is read once, on the pull request; their threads say where the work is.
  const inThread =
    remarks.length === 1 ? whole : `${where || 'Looked at.'} The answer to all remarks is in the conversation.`;
  if (threads.length !== 1 || remarks.length > 1) {
    const key = answerKey(remarks.flatMap(({ parts }) => parts));
    if (remarks.length > 0) await putComment(octokit, place, us, { key, text: whole, edit: false });
  }
  if (threads.length === 0) return;
  const there = await ownReplies(octokit, place, us);
  const states = input.resolve
    ? await readThreads(octokit, at(place.repository), place.number)
    : new Map<number, ThreadState>();
  for (const { root, parts } of threads) {
    if (root === null) continue;
    if (!parts.every((part) => there.has(part)))
      await replyIn(octokit, place, root, markedText(inThread, answerKey(parts)));
    const state = states.get(root);
    if (state) await resolveThread(octokit, state);
  }
}

/** The words that our replies in threads answer. */
async function ownReplies(octokit: Octokit, { repository, number }: Place, us: string): Promise<Set<string>> {
  const { items } = await readPages(PAGES_MAX, async (page): Promise<ReviewComment[]> => {
    const asked = { ...at(repository), pull_number: number, per_page: PAGE_SIZE, page };
    return (await octokit.rest.pulls.listReviewComments(asked)).data;
  });
  const own = items.filter(({ user }) => user?.login.toLowerCase() === us.toLowerCase());
  return new Set(own.flatMap(({ body }) => answerParts(keyIn(body) ?? '')));
}

/** Whoever deleted the thread wants no answer. */
async function replyIn(octokit: Octokit, { repository, number }: Place, root: number, body: string): Promise<void> {
  const asked = { ...at(repository), pull_number: number, comment_id: root, body };
  await unlessStatus(octokit.rest.pulls.createReplyForReviewComment(asked), 404, null);
}
