// What is read of a webhook's delivery: which repository it is about and which issues or pull requests. How they stand is
// asked of GitHub itself, so nothing else in it is believed; what else is looked at only tells echoes of our own doing.
import { z } from 'zod';
import { isStateLabel } from '../core/forge-activities.js';
import { keyIn } from '../core/own-mark.js';

export interface WebhookNews {
  owner: string;
  name: string;
  numbers: number[];
}

const number = z.int().positive();
const numbered = z.object({ number });
/** Checks name the pull requests whose head they ran on. */
const checked = z.object({ pull_requests: z.array(numbered).default([]) });

const delivery = z
  .object({
    repository: z.object({ name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) }),
    comment: z.object({ body: z.string().nullish() }).optional(),
    label: z.object({ name: z.string() }).optional(),
    issue: numbered.optional(),
    pull_request: numbered.optional(),
    check_suite: checked.optional(),
    check_run: checked.optional(),
    workflow_run: checked.optional(),
  })
  .transform(({ repository, comment, label, issue, pull_request, ...checks }): WebhookNews => {
    const { check_suite, check_run, workflow_run } = checks;
    // Our own words and labels come back as deliveries. Whoever writes as we do is heard at the next poll.
    const isEcho = keyIn(comment?.body ?? '') !== null || isStateLabel(label?.name ?? '');
    if (isEcho) return { owner: repository.owner.login, name: repository.name, numbers: [] };
    const ran = [check_suite, check_run, workflow_run].flatMap((one) => one?.pull_requests ?? []);
    const found = [issue, pull_request, ...ran].flatMap((one) => one?.number ?? []);
    return { owner: repository.owner.login, name: repository.name, numbers: [...new Set(found)] };
  }) satisfies z.ZodType<WebhookNews>;

/** Null for what no delivery of GitHub looks like. */
export function readWebhook(body: string): WebhookNews | null {
  try {
    const read = delivery.safeParse(JSON.parse(body));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** Of these, issues and pull requests may have news. */
export const WEBHOOK_EVENTS = [
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'check_suite',
  'check_run',
  'workflow_run',
] as const;
