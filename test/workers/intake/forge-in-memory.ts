// The port to GitHub in memory, for the rules of intake: it remembers what was asked of it, and can break at any call. The
// real one is tested against the double of GitHub's own protocol.
import type { Answer, GitHub, Issue, IssueComment, Reaction } from '../../../activities/forge/github/github.js';
import type { ForgeFailure } from '../../../core/forge-activities.js';
import { keyIn, markedText } from '../../../core/own-mark.js';

export const US = 'nightshift[bot]';

export interface ForgeInMemory {
  github: GitHub;
  /** Names of what was asked, in order. */
  calls: string[];
  issues: Map<number, Issue>;
  comments: (IssueComment & { number: number })[];
  reactions: Map<number, Reaction[]>;
  writers: Set<string>;
  labellers: Map<number, string>;
  branches: string[];
  files: Map<string, string>;
  /** Asked before each call is made, and again before its answer is given: throws to break it. */
  breaks(at: number): void;
  issue(change?: Partial<Issue>): Issue;
  comment(author: string, body: string, change?: Partial<IssueComment> & { number?: number }): IssueComment;
  /** Our comments, without their marks. */
  said(number?: number): string[];
}

const ARROW_MS = 1_000;

export function forgeInMemory(name: string): ForgeInMemory {
  let at = 0;
  let clockMs = Date.now() - 600_000;
  let ids = 100;
  const tick = () => {
    clockMs += ARROW_MS;
    return clockMs;
  };
  const forge: ForgeInMemory = {
    github: undefined as never,
    calls: [],
    issues: new Map(),
    comments: [],
    reactions: new Map(),
    writers: new Set(['ann', 'bob']),
    labellers: new Map(),
    branches: [],
    files: new Map(),
    breaks: () => undefined,
    issue(change = {}) {
      const number = change.number ?? 1;
      const issue: Issue = {
        number,
        url: `https://forge.example/acme/${name}/${change.isPullRequest ? 'pull' : 'issues'}/${number}`,
        isPullRequest: false,
        title: 'Add a cart',
        body: 'A cart that holds things.\r\n\r\nIt says how many.\r\n',
        state: 'open',
        closedBy: null,
        author: 'ann',
        labels: [],
        locked: false,
        updatedAtMs: tick(),
        ...forge.issues.get(number),
        ...change,
      };
      forge.issues.set(number, issue);
      return issue;
    },
    comment(author, body, { number = 1, ...change } = {}) {
      ids += 1;
      const createdAtMs = tick();
      const made = { id: ids, author, bot: false, body, createdAtMs, updatedAtMs: createdAtMs, number, ...change };
      forge.comments.push(made);
      return made;
    },
    said: (number = 1) =>
      forge.comments.flatMap((made) => {
        const isOurs = made.author === US && made.number === number && keyIn(made.body) !== null;
        return isOurs ? [made.body.replace(/\s*<!--[^>]*-->$/, '')] : [];
      }),
  };

  async function asked<T>(call: string, work: () => T): Promise<Answer<T>> {
    at += 1;
    forge.calls.push(call);
    forge.breaks(at);
    const value = work();
    at += 1;
    forge.breaks(at);
    return { ok: true, value };
  }

  /** For doctor alone. */
  const asksOfDoctor = { hasLabel: () => asked('hasLabel', () => true) };
  forge.github = {
    ...asksOfDoctor,
    whoAmI: () => asked('whoAmI', () => US),
    token: () => asked('token', () => 'no-token'),
    repository: () =>
      asked('repository', () => ({
        owner: 'acme',
        name,
        defaultBranch: 'main',
        private: false,
        archived: false,
        fork: false,
        issues: true,
      })),
    file: (_repository, path) => asked(`file ${path}`, () => forge.files.get(path) ?? null),
    branches: (_repository, prefix) =>
      asked('branches', () => forge.branches.filter((branch) => branch.startsWith(prefix))),
    issue: async (_repository, number) => {
      const answer = await asked('issue', () => forge.issues.get(number));
      if (!answer.ok) return answer;
      return answer.value === undefined ? notFound() : { ok: true, value: { ...answer.value } };
    },
    changedIssues: (_repository, { sinceMs, etag }) =>
      asked('changedIssues', () => {
        const issues = [...forge.issues.values()]
          .filter(({ updatedAtMs }) => updatedAtMs >= sinceMs)
          .map(({ number, updatedAtMs }) => ({ number, updatedAtMs, digest: null }))
          .sort((one, other) => one.updatedAtMs - other.updatedAtMs);
        const tag = JSON.stringify([sinceMs, issues]);
        return tag === etag ? { changed: false as const } : { changed: true as const, etag: tag, issues };
      }),
    commentedByOthers: () => asked('commentedByOthers', () => []),
    labelledBy: (_repository, number) => asked('labelledBy', () => forge.labellers.get(number) ?? null),
    comments: (_repository, number, sinceMs) =>
      asked('comments', () =>
        forge.comments
          .filter((made) => made.number === number && made.updatedAtMs >= sinceMs)
          .map((made) => ({ ...made })),
      ),
    mayWrite: (_repository, login) => asked(`mayWrite ${login}`, () => forge.writers.has(login)),
    react: (_repository, commentId, reaction) =>
      asked(`react ${reaction}`, () => {
        const before = forge.reactions.get(commentId) ?? [];
        forge.reactions.set(commentId, [...new Set([...before, reaction])]);
        return null;
      }),
    putComment: (_repository, number, { key, text, edit }) =>
      asked(`putComment ${key}`, () => {
        const body = markedText(text, key);
        const there = forge.comments.find(
          (made) => made.author === US && made.number === number && keyIn(made.body) === key,
        );
        if (!there) forge.comment(US, body, { number, bot: true });
        else if (edit) there.body = body;
        return null;
      }),
    hasLabel: () => asked('hasLabel', () => true),
    addLabel: (_repository, number, label) =>
      asked('addLabel', () => {
        const issue = forge.issue({ number });
        forge.issue({ number, labels: [...new Set([...issue.labels, label])] });
        forge.labellers.set(number, US);
        return null;
      }),
    setState: () => asked('setState', () => null),
  };
  return forge;
}

function notFound(): ForgeFailure {
  return { ok: false, reason: 'notFound', message: 'there is no such issue', log: null };
}
