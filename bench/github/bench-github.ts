// The bench `github`: each task of a corpus as a labelled issue on the GitHub double, `nightshift up` with simulated
// models, and a maintainer who merges what arrives. Counts what the forge was asked for one delivered issue.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import Table from 'cli-table3';
import { leave, untilSeen } from '../../scripts/demo/github/kept-watch.js';
import { issueFrom } from '../../scripts/demo/github/open-office.js';
import { type GitHubDouble, startGitHub } from '../../test/doubles/github/github-double.js';
import { isPull, type Repository } from '../../test/doubles/github/model.js';
import { passesHidden } from '../corpus/passes-hidden.js';
import type { BenchOptions, Figure } from '../support/bench.js';
import { type BenchRoom, inBenchRoom } from '../support/bench-room.js';
import { BUILT_COMMAND, writeSimConfig } from '../support/nightshift.js';
import { type CorpusTask, git, makeRepository, readTasks } from '../support/task-repository.js';

const OWNER = 'bench';
const BOT = 'nightshift-bot';
const MAINTAINER = 'maya';
const TOKEN_VARIABLE = 'BENCH_GITHUB_TOKEN';
const BUDGET_USD = 20;
/** Nobody waits for the models here: what is counted does not depend on their time. */
const TIME_SCALE = 0;
const LOOK_MS = 200;
const PATIENCE_MS = 20 * 60_000;
const CALLS_GOAL = 40;

interface IssueRow {
  task: string;
  minutes: number;
  delivered: boolean;
  hidden: boolean | null;
  /** Of the issue, from the label to the pull request, and from there to its end. */
  calls: number;
  callsToFollow: number;
  /** Asked with `If-None-Match`. */
  conditional: number;
  comments: number;
  pulls: number;
  issueClosed: boolean;
}

export function benchGitHub(options: BenchOptions): Promise<Figure[]> {
  return inBenchRoom(options, TIME_SCALE, async (room) => {
    const github = await startGitHub();
    try {
      const rows: IssueRow[] = [];
      for (const task of readTasks(options.corpus, options.only)) rows.push(await deliverIssue(task, room, github));
      printTable(rows);
      for (const problem of github.problems) console.error(`the double: ${problem}`);
      return figuresOf(rows);
    } finally {
      await github.close();
    }
  });
}

async function deliverIssue(task: CorpusTask, room: BenchRoom, github: GitHubDouble): Promise<IssueRow> {
  const { repo, spec } = makeRepository(task, join(room.dir, 'repositories'));
  const name = `${OWNER}/${task.id}`;
  const repository = await github.addRepository(name, {
    from: repo,
    roles: { [MAINTAINER]: 'write', [BOT]: 'write' },
  });
  // One home for each, so that what one polls for is not counted for the other.
  const home = join(room.dir, `home-${task.id}`);
  await writeSimConfig(home, room.simulator.url, room.models, { budget: BUDGET_USD, github: settings(github, name) });
  const up = startUp(home, github.token(BOT));
  try {
    return await anEvening({ task, repo, spec, github, repository, name, up, hiddenUnder: join(room.dir, 'hidden') });
  } finally {
    await leave(up);
  }
}

interface Evening {
  task: CorpusTask;
  repo: string;
  spec: string;
  github: GitHubDouble;
  repository: Repository;
  name: string;
  up: ChildProcess;
  hiddenUnder: string;
}

async function anEvening(evening: Evening): Promise<IssueRow> {
  const { task, repo, spec, github, repository, name, up } = evening;
  const maintainer = github.as(MAINTAINER, name);
  const watching = { up, lookMs: LOOK_MS, patienceMs: PATIENCE_MS };
  const until = (what: string, happened: () => boolean) => untilSeen(watching, what, () => happened() || null);
  const startedAtMs = Date.now();
  const issue = maintainer.openIssue(await issueFrom(spec)).label('nightshift');
  const calls = () => github.calls.filter(({ path, login }) => login === BOT && path.includes(`/${name}`));
  const has = (state: string) => issue.data.labels.some((label) => label.name === `nightshift:${state}`);
  await until('a pull request', () => pullIn(repository) !== null || has('failed') || has('paused'));
  const minutes = (Date.now() - startedAtMs) / 60_000;
  const toDeliver = calls().length;
  const found = pullIn(repository);
  let hidden: boolean | null = null;
  if (found) {
    git(repo, 'fetch', '--quiet', repository.git.path, `${found.pull.headSha}:refs/heads/delivered`);
    hidden = passesHidden(task, repo, 'delivered', evening.hiddenUnder);
    await until('the label', () => has('delivered'));
    await maintainer.pull(found.number).merge();
    await until('the end', () => issue.data.comments.some(({ body }) => /merged/i.test(body)));
  }
  const row: IssueRow = {
    task: task.id,
    minutes,
    delivered: found !== null,
    hidden,
    calls: toDeliver,
    callsToFollow: calls().length - toDeliver,
    conditional: calls().filter(({ conditional }) => conditional).length,
    comments: issue.data.comments.filter(({ user }) => user.login === BOT).length,
    pulls: repository.issues.filter(isPull).length,
    issueClosed: issue.data.state === 'closed',
  };
  console.error(`${task.id}: ${row.delivered ? 'delivered' : 'not delivered'} with ${row.calls} calls`);
  return row;
}

function settings(github: GitHubDouble, name: string): object {
  const { host, apiUrl, url: webUrl } = github;
  return { repositories: [name], host, apiUrl, webUrl, tokenEnv: TOKEN_VARIABLE };
}

function startUp(home: string, token: string): ChildProcess {
  const env = { ...process.env, NIGHTSHIFT_HOME: home, SIM_KEY: 'simulated', [TOKEN_VARIABLE]: token };
  return spawn(process.execPath, [BUILT_COMMAND, 'up', '--drain', '1s'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function pullIn(repository: Repository) {
  return repository.issues.find(isPull) ?? null;
}

function printTable(rows: readonly IssueRow[]): void {
  const head = ['task', 'delivered', 'hidden', 'minutes', 'calls', 'to follow', 'conditional', 'comments', 'pulls'];
  const table = new Table({ style: { head: [], border: [] }, head });
  for (const row of rows) {
    const { task, delivered, hidden, minutes, calls, callsToFollow, conditional, comments, pulls } = row;
    const verdict = hidden === null ? '' : hidden ? 'passes' : 'fails';
    const counts = [calls, callsToFollow, conditional, comments, pulls];
    table.push([task, delivered ? 'yes' : 'no', verdict, minutes.toFixed(1), ...counts]);
  }
  console.log(table.toString());
}

function figuresOf(rows: readonly IssueRow[]): Figure[] {
  const delivered = rows.filter((row) => row.delivered);
  const most = (count: (row: IssueRow) => number) => Math.max(0, ...delivered.map(count));
  const figure = (name: string, value: number, goal: string | null = null): Figure => ({ name, value, goal });
  return [
    figure('issues', rows.length),
    figure('delivered', delivered.length),
    figure('passHidden', delivered.filter(({ hidden }) => hidden).length),
    figure(
      'callsForOneIssueMax',
      most(({ calls }) => calls),
      `<= ${CALLS_GOAL}`,
    ),
    figure(
      'callsToFollowMax',
      most(({ callsToFollow }) => callsToFollow),
    ),
    figure(
      'pullRequestsMax',
      most(({ pulls }) => pulls),
      '= 1',
    ),
    figure(
      'commentsMax',
      most(({ comments }) => comments),
    ),
    figure('mergedButOpen', delivered.filter(({ issueClosed }) => !issueClosed).length, '= 0'),
  ];
}
