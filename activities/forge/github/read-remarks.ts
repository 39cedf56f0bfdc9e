// Remarks on a pull request that wait for an answer: by people who may write, in threads that nobody resolved, and in
// reviews that ask for changes. What was answered is known by the marks of our replies, which name each word by its
// comment and its text: an edit makes another word of it.
import type { Octokit } from 'octokit';
import { clampMiddle } from '../../../core/clamp.js';
import type { Remark } from '../../../core/forge-activities.js';
import { keyIn } from '../../../core/own-mark.js';
import { signature } from '../../signature.js';
import { at } from './github-hands.js';
import { isStatus } from './is-status.js';
import type { Looking } from './look-at-pull-request.js';
import { letsWrite } from './read-repository.js';
import { answerParts, reviewRemarkId, threadRemarkId } from './remark-id.js';
import { readThreads } from './review-threads.js';

export type ReviewComment = Awaited<ReturnType<Octokit['rest']['pulls']['listReviewComments']>>['data'][number];
type Review = Awaited<ReturnType<Octokit['rest']['pulls']['listReviews']>>['data'][number];
type IssueComment = Awaited<ReturnType<Octokit['rest']['issues']['listComments']>>['data'][number];
type Writer = { login: string; type: string } | null | undefined;

const PAGES_MAX = 10;
const TEXT_BYTES_MAX = 8_000;
const HASH_CHARS = 8;
/** A review without these says nothing about whether the one before still stands. */
const DECIDING = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

export async function readRemarks(looking: Looking): Promise<Remark[]> {
  const { reader, root, number } = looking;
  const pull = `${root}/pulls/${number}`;
  const comments = await reader.readList(`${pull}/comments?`, PAGES_MAX, (page: ReviewComment[]) => page);
  const reviews = await reader.readList(`${pull}/reviews?`, PAGES_MAX, (page: Review[]) => page);
  const permitted = permittedOnly(looking);
  const found = [
    ...(await threadRemarks(looking, comments, permitted)),
    ...(await reviewRemarks(looking, reviews, permitted)),
  ];
  return found.sort((one, other) => one.atMs - other.atMs).map(({ remark }) => remark);
}

type Permitted = (writer: Writer) => Promise<boolean>;
interface Dated {
  atMs: number;
  remark: Remark;
}

/** Asks once for each person. Words of machines are nobody's wish. */
function permittedOnly(looking: Looking): Permitted {
  const asked = new Map<string, Promise<boolean>>();
  return async (writer) => {
    if (writer?.type !== 'User') return false;
    const known = asked.get(writer.login) ?? mayWrite(looking, writer.login);
    asked.set(writer.login, known);
    return known;
  };
}

/** Of those who may, the next look asks again: a permission that was withdrawn is news. */
async function mayWrite({ reader, root }: Looking, login: string): Promise<boolean> {
  const path = `${root}/collaborators/${encodeURIComponent(login)}/permission`;
  try {
    if (letsWrite(await reader.read<{ permission: string }>(path))) return true;
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
  }
  delete reader.etags[path];
  return false;
}

/** A token may be a person's own: what stands under that login without our mark is that person's word. */
function isOurs({ us }: Looking, writer: Writer, body: string): boolean {
  return writer?.login.toLowerCase() === us.toLowerCase() && keyIn(body) !== null;
}

function answeredIn(looking: Looking, texts: readonly { user?: Writer; body?: string | undefined }[]): Set<string> {
  const own = texts.filter(({ user, body = '' }) => isOurs(looking, user, body));
  return new Set(own.flatMap(({ body = '' }) => answerParts(keyIn(body) ?? '')));
}

async function threadRemarks(looking: Looking, comments: ReviewComment[], permitted: Permitted): Promise<Dated[]> {
  const threads = new Map<number, ReviewComment[]>();
  for (const comment of comments) {
    const root = comment.in_reply_to_id ?? comment.id;
    threads.set(root, [...(threads.get(root) ?? []), comment]);
  }
  const open: { root: number; words: ReviewComment[] }[] = [];
  for (const [root, all] of threads) {
    const answered = answeredIn(looking, all);
    const words: ReviewComment[] = [];
    for (const one of all) {
      const waits = !isOurs(looking, one.user, one.body) && !answered.has(commentPart(one));
      if (waits && (await permitted(one.user))) words.push(one);
    }
    if (words.length > 0) open.push({ root, words });
  }
  if (open.length === 0) return [];
  const states = await readThreads(looking.octokit, at(looking.forge), looking.number);
  return open.flatMap(({ root, words }) => (states.get(root)?.resolved ? [] : [threadRemark(root, words)]));
}

function threadRemark(root: number, words: readonly ReviewComment[]): Dated {
  const last = words.at(-1);
  const line = last?.line ?? last?.original_line;
  const remark: Remark = {
    id: threadRemarkId(root, words.map(commentPart)),
    kind: 'thread',
    author: last?.user?.login ?? '',
    place: last ? `${last.path}${line ? `:${line}` : ''}` : null,
    text: clampMiddle(words.map(({ body }) => body.trim()).join('\n\n'), TEXT_BYTES_MAX),
  };
  return { atMs: Date.parse(words[0]?.created_at ?? ''), remark };
}

async function reviewRemarks(looking: Looking, reviews: Review[], permitted: Permitted): Promise<Dated[]> {
  const latest = new Map<string, Review>();
  for (const review of reviews) if (review.user && DECIDING.has(review.state)) latest.set(review.user.login, review);
  const asking: Review[] = [];
  for (const review of latest.values()) {
    const says = review.state === 'CHANGES_REQUESTED' && review.body.trim() !== '';
    if (says && !isOurs(looking, review.user, review.body) && (await permitted(review.user))) asking.push(review);
  }
  if (asking.length === 0) return [];
  const { reader, root, number } = looking;
  const conversation = await reader.readList(
    `${root}/issues/${number}/comments?`,
    PAGES_MAX,
    (page: IssueComment[]) => page,
  );
  const answered = answeredIn(looking, conversation);
  return asking.flatMap((review) => (answered.has(reviewPart(review)) ? [] : [reviewRemark(review)]));
}

function reviewRemark(review: Review): Dated {
  const remark: Remark = {
    id: reviewRemarkId(reviewPart(review)),
    kind: 'review',
    author: review.user?.login ?? '',
    place: null,
    text: clampMiddle(review.body.trim(), TEXT_BYTES_MAX),
  };
  return { atMs: Date.parse(review.submitted_at ?? ''), remark };
}

function commentPart({ id, body }: ReviewComment): string {
  return `c${id}.${signature(body, HASH_CHARS)}`;
}

function reviewPart({ id, body }: Review): string {
  return `r${id}.${signature(body, HASH_CHARS)}`;
}
