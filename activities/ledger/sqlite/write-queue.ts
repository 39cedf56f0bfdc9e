// Takes turns at one SQLite connection. Writes that are asked for at the same moment are committed together, as one
// transaction and one wait for the disk; each is answered once it is on the disk. Waiting for another process's write
// leaves the thread free for all else that it does.
import { setImmediate } from 'node:timers/promises';
import type Libsql from 'libsql';
import { patiently } from './patiently.js';

/** Others wait for a commit, in this process and in others. */
const WRITES_AT_ONCE = 100;

export interface WriteQueue {
  /** Outside any transaction. */
  read<T>(work: () => T): Promise<T>;
  /** One statement. What others ask for at the same moment shares its transaction, but not its failure. */
  write<T>(work: () => T): Promise<T>;
  /** Begins a transaction of several steps. Nobody else uses the connection until the function is called that this gives. */
  begin(): Promise<() => void>;
  /** Resolves when all that was asked for is done. */
  idle(): Promise<void>;
}

interface Write {
  kind: 'write';
  /** Gives what is to be done once it is on the disk. */
  work(): () => void;
  reject(error: unknown): void;
}

interface Loan {
  kind: 'loan';
  lend(giveBack: () => void): void;
  reject(error: unknown): void;
}

export function createWriteQueue(database: Libsql.Database, patienceMs: number): WriteQueue {
  const jobs: (Write | Loan)[] = [];
  let working: Promise<void> | null = null;
  /** The end of the transaction of several steps that is open. */
  let givenBack: Promise<void> = Promise.resolve();

  function ask(job: Write | Loan): void {
    jobs.push(job);
    working ??= workOff();
  }

  async function workOff(): Promise<void> {
    while (jobs.length > 0) {
      // Those who ask at this moment come along.
      await setImmediate();
      try {
        await patiently(() => database.exec('begin immediate'), patienceMs);
        await serve(jobs);
      } catch (error) {
        // Those behind would wait as long again, for the same.
        for (const job of jobs.splice(0)) job.reject(error);
      }
    }
    // At once after the look at the jobs: whoever asks later begins anew.
    working = null;
  }

  async function serve(waiting: (Write | Loan)[]): Promise<void> {
    const loan = waiting[0];
    if (loan?.kind !== 'loan') return commitTogether(database, takeWrites(waiting));
    waiting.shift();
    givenBack = new Promise((resolve) => loan.lend(resolve));
    await givenBack;
  }

  return {
    async read(work) {
      await givenBack;
      return patiently(work, patienceMs);
    },
    write: (work) =>
      new Promise((resolve, reject) => {
        const withAnswer = () => {
          const result = work();
          return () => resolve(result);
        };
        ask({ kind: 'write', work: withAnswer, reject });
      }),
    begin: () => new Promise((lend, reject) => ask({ kind: 'loan', lend, reject })),
    async idle() {
      await working;
    },
  };
}

/** Those at the head of the queue that may share a transaction. */
function takeWrites(jobs: (Write | Loan)[]): Write[] {
  const taken: Write[] = [];
  for (let job = jobs[0]; job?.kind === 'write' && taken.length < WRITES_AT_ONCE; job = jobs[0]) {
    taken.push(job);
    jobs.shift();
  }
  return taken;
}

/** Without a pause between begin and commit, so that nobody else's statement gets in between. */
function commitTogether(database: Libsql.Database, writes: readonly Write[]): void {
  const answers: (() => void)[] = [];
  try {
    for (const write of writes) {
      const answer = attempt(write);
      // After some errors, such as a full disk, SQLite has undone all of the transaction by itself.
      if (!database.inTransaction) throw answer.error;
      answers.push(answer.give);
    }
    database.exec('commit');
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    for (const write of writes) write.reject(error);
    return;
  }
  for (const give of answers) give();
}

/** A statement that is refused changes nothing, and what stands before it in the transaction stays. */
function attempt(write: Write): { give: () => void; error: unknown } {
  try {
    return { give: write.work(), error: null };
  } catch (error) {
    return { give: () => write.reject(error), error };
  }
}
