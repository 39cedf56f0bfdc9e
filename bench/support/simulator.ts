// The simulated provider as a bench uses it: started on loopback, asked for its account at the end.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

export interface Simulator {
  url: string;
  models: string[];
  /** The account: one line for each request, oldest first. */
  account(): Promise<AccountLine[]>;
  paidTwice(): Promise<number>;
  /** From now on a share of the answers, by the name of the fault, is spoiled. */
  spoil(rates: Record<string, number>): Promise<void>;
  stop(): void;
}

/** A line of the simulator's account, as far as the benches read it. */
export interface AccountLine {
  t: string;
  run: string;
  model: string;
  task: string | null;
  part: string | null;
  purpose: string;
  attempt: string;
  /** Of the conversation, from 1. */
  turn: number;
  promptTokens: number;
  /** Of these, from the cache. */
  cachedTokens: number;
  completionTokens: number;
  /** What the play was at: `t` for a run of the tests. */
  stage: string | null;
  usd: number;
  outcome: string;
  variant: string | null;
  ms: number;
}

export interface SimulatorOptions {
  script: string;
  corpus: string;
  logFile: string;
  seed: string;
  timeScale: number;
  /** Turns in which a model looks around before it writes; null: as its catalogue says. */
  explore: number | null;
}

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const args = ['--corpus', options.corpus, '--port', '0', '--log', options.logFile];
  args.push('--seed', options.seed, '--time-scale', String(options.timeScale));
  if (options.explore !== null) args.push('--explore', String(options.explore));
  const child = spawn(process.execPath, [options.script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = JSON.parse(await firstLine(child)) as { url: string; models: string[] };
  const root = ready.url.replace(/\/v1$/, '');
  return {
    url: ready.url,
    models: ready.models,
    account: async () => parseLines(await readFile(options.logFile, 'utf8')),
    paidTwice: async () => {
      const stats = (await (await fetch(`${root}/stats`)).json()) as { paidTwice: number };
      return stats.paidTwice;
    },
    spoil: async (rates) => {
      const spoilt = await fetch(`${root}/faults`, { method: 'POST', body: JSON.stringify({ rates }) });
      if (!spoilt.ok) throw new Error(`the simulator knows other faults: ${await spoilt.text()}`);
    },
    stop: () => void child.kill(),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the simulator has no standard output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the simulator ended before it was ready');
}

function parseLines(text: string): AccountLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AccountLine);
}
