// Intake as a whole against the double of GitHub: webhooks and polls, the real client, a real Temporal server.
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createGitHub } from '../../../activities/forge/github/create-github.js';
import { intakeId } from '../../../core/intake/intake-id.js';
import { type ForgeRepository, issueDeliverId } from '../../../core/repository.js';
import { startEmbeddedWorker } from '../../../workers/embedded-worker.js';
import { createIntakeActivities } from '../../../workers/intake/create-intake-activities.js';
import { hintIntake } from '../../../workers/intake/hint-intake.js';
import type { IntakeHands } from '../../../workers/intake/intake-hands.js';
import { pollRepository } from '../../../workers/intake/poll-repository.js';
import { startWebhookServer } from '../../../workers/intake/webhook/webhook-server.js';
import { type GitHubDouble, startGitHub } from '../../doubles/github/github-double.js';
import type { Delivery } from '../../doubles/github/webhooks.js';
import { scriptedActivities } from '../../doubles/scripted-activities.js';
import { quiet } from '../../setup/quiet.js';
import { testServer } from '../../setup/temporal.js';
import { intakeHouse } from './intake-house.js';
import { settingsOf } from './settings-of.js';

const SECRET = 'the secret of the webhook';
const ISSUES = 10;
const DELIVERIES = 1_000;
const AT_ONCE = 50;
const POLLS = 20;
const LONG_MS = 120_000;

const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(quiet);

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function forgeWithIssues(): Promise<GitHubDouble> {
  const forge = await startGitHub();
  cleanups.push(() => forge.close());
  await forge.addRepository('acme/shop', {
    roles: { ann: 'write', nightshift: 'write' },
    files: { 'README.md': 'Shop' },
  });
  return forge;
}

/** Neighbours far apart, the same each time. */
function outOfOrder<T>(all: readonly T[]): T[] {
  const step = 387;
  return all.map((_, at) => all[(at * step) % all.length] as T);
}

async function atOnce<T>(work: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const queue = [...work];
  const one = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await next());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return results;
}

test(
  '1,000 deliveries out of order, and polls beside them, for 10 issues start 10 runs',
  async () => {
    const forge = await forgeWithIssues();
    const { address, namespace } = testServer();
    const connection = await Connection.connect({ address });
    const native = await NativeConnection.connect({ address });
    const client = new Client({ connection, namespace });
    const repository: ForgeRepository = { kind: 'github', host: forge.host, owner: 'acme', name: 'shop' };
    const taskQueue = `burst-${forge.host}`;
    const settings = settingsOf(forge);
    const { hands: house } = await intakeHouse();
    const env = { GITHUB_TOKEN: forge.token('nightshift') };
    const hands: IntakeHands = { ...house, github: createGitHub(settings, env), client, taskQueue };
    const activities = { ...scriptedActivities({}).activities, ...createIntakeActivities(hands) };
    const worker = await startEmbeddedWorker({ connection: native, namespace, taskQueue, activities });
    const server = await startWebhookServer({
      listen: { listenHost: null, port: 0 },
      secret: SECRET,
      watched: () => repository,
      hint: (where, numbers) => hintIntake(hands, where, numbers),
      isWell: async () => true,
      onProblem: (reason) => {
        throw new Error(reason);
      },
    });
    cleanups.push(async () => {
      await server.close();
      await worker.shutdown(0);
      await native.close();
      await connection.close();
    });

    forge.webhooks.to(server.url, SECRET);
    forge.webhooks.hold();
    const ann = forge.as('ann');
    for (let at = 1; at <= ISSUES; at += 1)
      ann.openIssue({ title: `Wish ${at}`, body: 'Do it.', labels: ['nightshift'] });
    const { deliveries } = forge.webhooks;
    const many = outOfOrder(
      Array.from({ length: DELIVERIES }, (_, at) => deliveries[at % deliveries.length] as Delivery),
    );
    const polls = Array.from({ length: POLLS }, () => () => pollRepository(hands, { repository }));
    const polling = atOnce(polls);
    // One that is not answered in time is delivered again, as a person would do it.
    for (let left = many; left.length > 0; ) {
      const answers = await atOnce(
        left.map((one) => async () => ({ one, status: await forge.webhooks.redeliver(one) })),
      );
      expect([202, 503, null]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
      left = answers.filter(({ status }) => status !== 202).map(({ one }) => one);
    }
    await polling;
    await client.workflow.getHandle(intakeId(repository)).result();

    const runs = client.workflow.list({
      query: `WorkflowType = "deliver" AND WorkflowId STARTS_WITH "${issueDeliverId(repository, 1).slice(0, -1)}"`,
    });
    const started: unknown[] = [];
    for await (const { workflowId, memo } of runs) started.push([workflowId, memo?.['generation']]);
    const wanted = Array.from({ length: ISSUES }, (_, at) => [issueDeliverId(repository, at + 1), 1]);
    expect(started.sort()).toEqual(wanted.sort());
    expect(forge.problems).toEqual([]);
  },
  LONG_MS,
);
