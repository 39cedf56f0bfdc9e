// Title and body of a pull request, with a hidden mark of what we wrote: what a person has changed since is theirs, and
// is not written over.
import type { PullRequestText } from '../../../core/pull-request/render-pull-request.js';
import { signature } from '../../signature.js';
import { normal } from './put-comment.js';

const HASH_CHARS = 12;
const MARK = /\n*<!-- nightshift:written ([0-9a-f]+) ([0-9a-f]+) -->\s*$/;

export function signed({ title, body }: PullRequestText): PullRequestText {
  return { title, body: `${body}\n\n<!-- nightshift:written ${hash(title)} ${hash(body)} -->` };
}

/** What has to be written so that it says what is wanted, as far as it still says what we wrote. */
export function changesTo(
  found: { title: string; body: string | null },
  wanted: PullRequestText,
): Partial<PullRequestText> {
  const body = found.body ?? '';
  const mark = MARK.exec(body);
  if (mark === null) return {};
  const [, titleHash, bodyHash] = mark;
  const bodyIsOurs = hash(body.slice(0, mark.index)) === bodyHash;
  const titleIsOurs = hash(found.title) === titleHash;
  const next = { title: titleIsOurs ? wanted.title : found.title, body: bodyIsOurs ? signed(wanted).body : body };
  return {
    ...(next.title === found.title ? {} : { title: next.title }),
    ...(normal(next.body) === normal(body) ? {} : { body: next.body }),
  };
}

function hash(text: string): string {
  return signature(normal(text), HASH_CHARS);
}
