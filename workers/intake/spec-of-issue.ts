// The spec that an issue holds: its title and its text, with front matter and test files as in any other spec.
import { createHash } from 'node:crypto';
import type { Issue } from '../../activities/forge/github/github.js';
import { issueText, plainBody, plainTitle, saysSomething } from '../../core/intake/issue-text.js';
import { SLUG_CHARS_MAX, slugOf } from '../../core/spec.js';
import { parseSpec } from '../../schemas/spec.js';
import type { SpecText } from '../runs/start-deliver.js';

/** The problem is one or more sentences for people. */
export type IssueSpec = { ok: true; spec: SpecText } | { ok: false; problem: string };

/** Of the text as it is pinned. */
export function hashOf(issue: Pick<Issue, 'title' | 'body'>): string {
  return createHash('sha256').update(issueText(issue)).digest('hex');
}

/** `clean` takes out what looks like a secret. `slug` is that of an earlier generation, whose branch it goes on with. */
export async function specOfIssue(
  issue: Issue,
  slug: string | null,
  clean: (text: string) => Promise<string>,
): Promise<IssueSpec> {
  const { number, url } = issue;
  if (!saysSomething(issue.body)) {
    return {
      ok: false,
      problem: 'this issue has no text. Say below the title what is wanted, and how one can tell that it is done.',
    };
  }
  const parsed = parseSpec(Buffer.from(plainBody(issue.body)), 'the issue', plainTitle(issue.title));
  if (!parsed.ok) return { ok: false, problem: `${parsed.problem}.` };
  const { ok: _read, ...spec } = parsed;
  const [title, body] = await Promise.all([clean(spec.title), clean(spec.body)]);
  const text = { ...spec, title, body, sha256: hashOf(issue), slug: slug ?? slugOfIssue(number, title), source: url };
  return { ok: true, spec: text };
}

function slugOfIssue(number: number, title: string): string {
  const letters = [...`${number}-${slugOf(title)}`];
  return letters.slice(0, SLUG_CHARS_MAX).join('').replace(/-+$/, '');
}
