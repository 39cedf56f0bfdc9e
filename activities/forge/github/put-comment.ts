// Our comments on issues and pull requests: one for each key, found again before it is written, whoever wrote it the
// first time and whether or not we heard of it.
import type { Octokit } from 'octokit';
import { clampMiddle } from '../../../core/clamp.js';
import { keyIn, markedText } from '../../../core/own-mark.js';
import type { ForgeRepository } from '../../../core/repository.js';
import type { KeyedComment } from './github.js';
import { Refused } from './github-client.js';
import { unlessStatus } from './is-status.js';
import { PAGE_SIZE, readPages } from './pages.js';

export interface Place {
  repository: ForgeRepository;
  number: number;
}

/** Beyond this many comments ours is not looked for any more. */
const PAGES_MAX = 30;
/** GitHub takes 65,536 characters. */
const TEXT_BYTES_MAX = 60_000;

/** Its number. */
export async function putComment(
  octokit: Octokit,
  { repository, number }: Place,
  us: string,
  comment: KeyedComment,
): Promise<number> {
  const at = { owner: repository.owner, repo: repository.name };
  const body = bodyOf(comment);
  const [first, ...again] = await ownComments(octokit, { repository, number }, us, (key) => key === comment.key);
  if (first === undefined) {
    return (await octokit.rest.issues.createComment({ ...at, issue_number: number, body })).data.id;
  }
  // Two workers wrote it at once, or a list did not show it yet.
  for (const { id } of again) await octokit.rest.issues.deleteComment({ ...at, comment_id: id });
  if (comment.edit && !sameText(first.body, body)) {
    await octokit.rest.issues.updateComment({ ...at, comment_id: first.id, body });
  }
  return first.id;
}

/** Edits one that was found before. False where it is not there any more. */
export async function editComment(
  octokit: Octokit,
  { repository }: Place,
  id: number,
  comment: Pick<KeyedComment, 'key' | 'text'>,
): Promise<boolean> {
  const at = { owner: repository.owner, repo: repository.name, comment_id: id };
  return unlessStatus(
    octokit.rest.issues.updateComment({ ...at, body: bodyOf(comment) }).then(() => true),
    404,
    false,
  );
}

function bodyOf({ text, key }: Pick<KeyedComment, 'key' | 'text'>): string {
  return markedText(clampMiddle(text, TEXT_BYTES_MAX), key);
}

export interface OwnComment {
  id: number;
  body: string;
  key: string;
}

/** Ours with such keys, the oldest first. */
export async function ownComments(
  octokit: Octokit,
  { repository, number }: Place,
  us: string,
  wanted: (key: string) => boolean,
): Promise<OwnComment[]> {
  const { items, complete } = await readPages(PAGES_MAX, async (page) => {
    const at = { owner: repository.owner, repo: repository.name, issue_number: number };
    const { data } = await octokit.rest.issues.listComments({ ...at, per_page: PAGE_SIZE, page });
    return data;
  });
  const own = items.flatMap(({ id, body = '', user }) => {
    const key = user?.login.toLowerCase() === us.toLowerCase() ? keyIn(body) : null;
    return key !== null && wanted(key) ? [{ id, body, key }] : [];
  });
  if (own.length > 0 || complete) return own;
  const place = `${repository.owner}/${repository.name}#${number}`;
  throw new Refused(
    'invalid',
    `${place} has more than ${PAGES_MAX * PAGE_SIZE} comments: ours are not looked for there`,
  );
}

function sameText(one: string, other: string): boolean {
  return normal(one) === normal(other);
}

/** GitHub may have changed the ends of lines, and what stands around a text. */
export function normal(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
