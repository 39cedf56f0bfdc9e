// How a remark is called, and how the mark of an answer says which words it answers.

const ANSWER = 'answer:';
const THREAD = /^thread:(\d+):(.+)$/;
const REVIEW = /^review:(.+)$/;

export function threadRemarkId(root: number, parts: readonly string[]): string {
  return `thread:${root}:${parts.join(',')}`;
}

export function reviewRemarkId(part: string): string {
  return `review:${part}`;
}

export interface ReadRemarkId {
  /** The comment that the thread began with; null for a review. */
  root: number | null;
  parts: string[];
}

/** Null for what is no id of ours. */
export function readRemarkId(id: string): ReadRemarkId | null {
  const thread = THREAD.exec(id);
  if (thread) return { root: Number(thread[1]), parts: (thread[2] ?? '').split(',') };
  const review = REVIEW.exec(id);
  return review ? { root: null, parts: (review[1] ?? '').split(',') } : null;
}

export function answerKey(parts: readonly string[]): string {
  return `${ANSWER}${parts.join(',')}`;
}

/** None where the key is of no answer. */
export function answerParts(key: string): string[] {
  return key.startsWith(ANSWER) ? key.slice(ANSWER.length).split(',') : [];
}
