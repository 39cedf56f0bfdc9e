// A forge in memory behind the scripted activities, for tests of the workflows' order alone: it keeps what was brought to
// it, does everything once however often it is asked, and says of the pull request what the test wants.
import type { Activities, PublishInput, PublishResult, RecordOutcomeInput } from '../../core/activities.js';
import type { DeliverInput } from '../../core/deliver.js';
import type {
  AnswerRemarksInput,
  CheckNews,
  ForgeResult,
  LookResult,
  OpenPullRequestInput,
  OpenPullRequestResult,
  PullRequestNews,
  Remark,
  RerunChecksInput,
  ShowProgressInput,
} from '../../core/forge-activities.js';

export const PULL_REQUEST = { number: 8, url: 'https://forge.test/acme/library/pull/8' };
export const ISSUE = { number: 7, url: 'https://forge.test/acme/library/issues/7' };
const DAY_MS = 24 * 60 * 60_000;

/** What makes a run one of an issue. */
export const FROM_ISSUE: Required<Pick<DeliverInput, 'issue' | 'forge'>> = {
  issue: ISSUE,
  forge: {
    label: 'nightshift',
    pushTo: { kind: 'branch' },
    allowWorkflowFiles: false,
    followLimitMs: 14 * DAY_MS,
    revisionsMax: 5,
  },
};

/** Kept as the forge and the ledger have it; `log` has all that was done, in order and with repeats. */
export interface ScriptedForge {
  log: string[];
  pushed: PublishInput[];
  /** The commit that the branch stands on; null before it was pushed. */
  head: string | null;
  opened: OpenPullRequestInput[];
  /** By number and key. */
  comments: Map<string, string>;
  shown: ShowProgressInput[];
  rerun: RerunChecksInput[];
  answered: AnswerRemarksInput[];
  outcomes: RecordOutcomeInput[];
  looks: number;
  /** What is different from an open pull request of which there is nothing to say. */
  news: Partial<PullRequestNews>;
  /** Says it in the place of the forge, where there is an answer; what was asked is kept before. */
  answers: {
    push?: (input: PublishInput) => Perhaps<PublishResult>;
    open?: () => Perhaps<OpenPullRequestResult>;
    show?: (input: ShowProgressInput) => Perhaps<ForgeResult>;
    look?: () => Perhaps<LookResult>;
    comment?: () => Perhaps<ForgeResult>;
    record?: () => undefined;
  };
}
type Perhaps<T> = T | undefined | Promise<T | undefined>;

export function scriptedForge(): { forge: ScriptedForge; activities: Partial<Activities> } {
  const forge: ScriptedForge = {
    log: [],
    pushed: [],
    head: null,
    opened: [],
    comments: new Map(),
    shown: [],
    rerun: [],
    answered: [],
    outcomes: [],
    looks: 0,
    news: {},
    answers: {},
  };
  return { forge, activities: { ...publishing(forge), ...telling(forge), ...following(forge) } };
}

function publishing(forge: ScriptedForge): Partial<Activities> {
  const { answers } = forge;
  return {
    publishBranch: async (input) => {
      forge.log.push('push');
      forge.pushed.push(input);
      const answer = await answers.push?.(input);
      if (answer && !answer.ok) return answer;
      forge.head = input.commit;
      return answer ?? { ok: true, branch: input.branch, commit: input.commit };
    },
    openPullRequest: async (input) => {
      forge.log.push('open');
      forge.opened.push(input);
      return (await answers.open?.()) ?? { ok: true, pullRequest: PULL_REQUEST };
    },
    recordOutcome: async (input) => {
      forge.log.push(`record ${input.state}`);
      forge.outcomes.push(input);
      answers.record?.();
    },
  };
}

function telling(forge: ScriptedForge): Partial<Activities> {
  const { answers } = forge;
  return {
    showProgress: async (input) => {
      forge.shown.push(input);
      return (await answers.show?.(input)) ?? { ok: true };
    },
    comment: async ({ number, key, text }) => {
      const answer = await answers.comment?.();
      if (answer && !answer.ok) return answer;
      forge.log.push(`comment ${key}`);
      forge.comments.set(`#${number} ${key}`, text);
      return { ok: true };
    },
  };
}

function following(forge: ScriptedForge): Partial<Activities> {
  return {
    lookAtPullRequest: async () => {
      forge.looks += 1;
      return (await forge.answers.look?.()) ?? { ok: true, news: newsOf(forge), etags: {} };
    },
    rerunChecks: async (input) => {
      forge.log.push(`rerun ${input.checkIds.join(' ')}`);
      forge.rerun.push(input);
      return { ok: true };
    },
    answerRemarks: async (input) => {
      forge.log.push(`answer ${input.remarks.map(({ id }) => id).join(' ')}`);
      forge.answered.push(input);
      return { ok: true };
    },
  };
}

function newsOf({ head, news, answered }: ScriptedForge): PullRequestNews {
  const done = answered.flatMap(({ remarks }) => remarks.map(({ id }) => id));
  return {
    state: 'open',
    by: null,
    headCommit: head ?? '',
    baseCommit: 'base',
    merge: 'clean',
    checks: [],
    ...news,
    remarks: (news.remarks ?? []).filter(({ id }) => !done.includes(id)),
  };
}

export function aCheck(change: Partial<CheckNews> = {}): CheckNews {
  return { name: 'test', id: 1, state: 'failed', findings: null, url: null, ...change };
}

export function aRemark(change: Partial<Remark> = {}): Remark {
  return { id: 'r1', kind: 'thread', author: 'ann', place: 'src/a.ts:1', text: 'Name it better.', ...change };
}
