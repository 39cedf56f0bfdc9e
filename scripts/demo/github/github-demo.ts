// `npm run demo -- --github`: the way people use it. A maintainer labels an issue, a pull request arrives, a reviewer asks
// for something, it is done, the pull request is merged. GitHub is a double on this machine that speaks its protocol.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findHome } from '../../../activities/home.js';
import { isPull } from '../../../test/doubles/github/model.js';
import type { PullHandle } from '../../../test/doubles/github/people/pull-handle.js';
import { findBubblewrap } from '../../../workers/programs/find-bubblewrap.js';
import { findTemporal } from '../../../workers/programs/find-temporal.js';
import { SCRIPTED_KEY_VARIABLE, scriptedConfig } from '../scripted-config.js';
import { startScriptedModel } from '../scripted-model.js';
import { leave, untilSeen } from './kept-watch.js';
import { issueFrom, MAINTAINER, type Office, openOffice } from './open-office.js';

export interface GitHubDemo {
  /** The built command. */
  command: string;
  room: string;
  repository: string;
  spec: string;
  /** Leaves pages and server up until it is interrupted. */
  keep: boolean;
}

const LOOK_MS = 300;
const PATIENCE_MS = 10 * 60_000;
const REMARK = 'Please show the new options in the README, too.';

/** The exit code. */
export async function runGitHubDemo(demo: GitHubDemo): Promise<number> {
  const model = await startScriptedModel();
  const office = await openOffice({ from: demo.repository });
  try {
    const up = await startUp(demo, office, model.url);
    try {
      await anEvening(demo, office, up);
      if (demo.keep) await untilInterrupted();
      return 0;
    } finally {
      await leave(up);
    }
  } finally {
    await office.close();
    await model.close();
  }
}

async function anEvening(demo: GitHubDemo, { github, maintainer, name }: Office, up: ChildProcess): Promise<void> {
  // The double's own state, as a person would look at the page.
  const watching = { up, lookMs: LOOK_MS, patienceMs: PATIENCE_MS };
  const issue = maintainer.openIssue(await issueFrom(demo.spec));
  const page = `${github.url}/${name}/issues/${issue.data.number}`;
  say(`${MAINTAINER} has filed an issue: ${page}`);
  issue.label('nightshift');
  say(`${MAINTAINER} has set the label "nightshift" on it. Now it is night.`);
  const pull = await untilSeen(watching, 'a pull request', () => pullOf(github, maintainer, 'open'));
  say(`A pull request has arrived: ${github.url}/${name}/pull/${pull.data.number}`);
  console.log(`\n${indented(pull.data.title)}\n${indented(withoutHidden(pull.data.body ?? ''))}\n`);
  const head = pull.data.pull.headSha;
  await pull.review({ event: 'REQUEST_CHANGES', body: REMARK });
  say(`${MAINTAINER} asks for a change: "${REMARK}"`);
  await untilSeen(watching, 'a revision', () => (pull.data.pull.headSha === head ? null : pull));
  say('The change was made, judged by the tests, and pushed to the same branch.');
  await untilSeen(watching, 'an answer', () => answerTo(pull));
  say(`It was answered: "${firstLine(answerTo(pull) ?? '')}"`);
  await pull.merge();
  say(`${MAINTAINER} has merged it.`);
  await untilSeen(watching, 'the end of the run', () => (lastWord(issue.data.comments) ? pull : null));
  say(`The issue is ${issue.data.state}. Its comment, which was edited all along, is at ${page}`);
}

function pullOf(github: Office['github'], maintainer: Office['maintainer'], state: 'open'): PullHandle | null {
  const [repository] = github.world.repositories;
  const found = repository?.issues.find((one) => isPull(one) && one.state === state);
  return found ? maintainer.pull(found.number) : null;
}

function answerTo(pull: PullHandle): string | null {
  const comments = [...pull.data.comments, ...pull.data.pull.threads.flatMap(({ comments: all }) => all)];
  return comments.find(({ user }) => user.login !== MAINTAINER)?.body ?? null;
}

function lastWord(comments: readonly { body: string }[]): boolean {
  return comments.some(({ body }) => /merged/i.test(body));
}

async function startUp(demo: GitHubDemo, office: Office, modelUrl: string): Promise<ChildProcess> {
  const config = join(demo.room, 'operator.yml');
  await writeFile(config, stringify({ ...scriptedConfig(modelUrl), budget: 1, github: office.settings }));
  const env = { ...(await ownHome(demo.room)), ...office.env, [SCRIPTED_KEY_VARIABLE]: 'scripted' };
  const up = spawn(process.execPath, [demo.command, 'up', '--config', config, '--drain', '1s'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // A terminal's Ctrl-C reaches both, other signals only this one: the demo ends when the other has.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => up.kill('SIGTERM'));
  return up;
}

/** This GitHub is gone after the demo: no worker of the user's is to take up its runs, and none of theirs comes here. */
async function ownHome(room: string): Promise<NodeJS.ProcessEnv> {
  const { cache } = findHome(process.env);
  const found = { cache, env: process.env, say: (line: string) => console.log(line) };
  const [temporal, bubblewrap] = [await findTemporal(found), await findBubblewrap(found)];
  return {
    ...process.env,
    NIGHTSHIFT_HOME: join(room, 'home'),
    NIGHTSHIFT_TEMPORAL_BIN: temporal.path,
    NIGHTSHIFT_BWRAP_BIN: bubblewrap.path,
    TEMPORAL_CONFIG_FILE: join(room, 'no-temporal-profiles.toml'),
  };
}

async function untilInterrupted(): Promise<void> {
  say('Everything stays up until Ctrl-C.');
  await once(process, 'SIGINT');
}

function say(line: string): void {
  console.log(`\n-- ${line}`);
}

function withoutHidden(body: string): string {
  return body.replace(/<!--[\s\S]*?-->/g, '').trim();
}

function indented(text: string): string {
  return text.replace(/^/gm, '   | ');
}

function firstLine(text: string): string {
  return withoutHidden(text).split('\n')[0] ?? '';
}
