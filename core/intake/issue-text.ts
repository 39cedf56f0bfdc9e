// The text of an issue as it is pinned: title and body in one, the same whichever ends of lines the forge gives.

const HIDDEN = /<!--[\s\S]*?(?:-->|$)/g;

const LINE_ENDS = /[\n\r\v\f\u0085\u2028\u2029]+/g;
/** Controls, and marks that turn the direction of writing round. */
const NOT_IN_TITLES = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

export interface IssueWords {
  title: string;
  body: string;
}

export function issueText({ title, body }: IssueWords): string {
  return `${title.replace(LINE_ENDS, ' ')}\n\n${plainBody(body)}`;
}

/** A title stands where only a line of ours would: in the first line of a prompt, of a commit, of a pull request. */
export function plainTitle(title: string): string {
  return title.replace(LINE_ENDS, ' ').replace(NOT_IN_TITLES, ' ').replace(/\s+/g, ' ').trim();
}

export function plainBody(body: string): string {
  return body.replace(/\r\n?/g, '\n');
}

/** Whether it says anything to a reader: a template that nobody filled in may be all comments. */
export function saysSomething(body: string): boolean {
  return /[\p{L}\p{N}]/u.test(body.replace(HIDDEN, ''));
}
