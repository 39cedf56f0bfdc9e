// The text of an issue as it is pinned: title and body in one, the same whichever ends of lines the forge gives.

const HIDDEN = /<!--[\s\S]*?(?:-->|$)/g;

export interface IssueWords {
  title: string;
  body: string;
}

export function issueText({ title, body }: IssueWords): string {
  return `${title}\n\n${plainBody(body)}`;
}

export function plainBody(body: string): string {
  return body.replace(/\r\n?/g, '\n');
}

/** Whether it says anything to a reader: a template that nobody filled in may be all comments. */
export function saysSomething(body: string): boolean {
  return /[\p{L}\p{N}]/u.test(body.replace(HIDDEN, ''));
}
