import { describe, expect, test } from '@jest/globals';
import Libsql from 'libsql';
import { createWriteQueue, type WriteQueue } from '../../../activities/ledger/sqlite/write-queue.js';
import { temporaryFile } from './temporary-ledger.js';

const PATIENCE_MS = 5_000;
const ROWS = 'select name from rows order by name';

interface Room {
  queue: WriteQueue;
  database: Libsql.Database;
  /** What another connection sees. */
  names(): string[];
  other: Libsql.Database;
  /** Commits through the queue's connection. */
  commits(): number;
  insert(name: string): Promise<unknown>;
}

function openRoom(): Room {
  const file = temporaryFile();
  const database = new Libsql(file, { timeout: 0 });
  database.pragma('journal_mode = WAL');
  database.exec('create table rows (name text primary key, filling blob)');
  let commits = 0;
  const counting = new Proxy(database, {
    get(target, property) {
      if (property === 'exec')
        return (statement: string) => {
          if (statement === 'commit') commits += 1;
          return target.exec(statement);
        };
      const value = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const queue = createWriteQueue(counting, PATIENCE_MS);
  const other = new Libsql(file, { timeout: 0 });
  return {
    queue,
    database,
    other,
    names: () => (other.prepare(ROWS).all([]) as { name: string }[]).map(({ name }) => name),
    commits: () => commits,
    insert: (name) => queue.write(() => database.prepare('insert into rows values (?, null)').run([name])),
  };
}

describe('writes to a SQLite ledger', () => {
  test('that are asked for at the same moment wait for the disk once, and each is there when it is answered', async () => {
    const room = openRoom();
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => room.insert(name).then(() => expect(room.names()).toContain(name))),
    );
    expect(room.commits()).toBe(1);
  });

  test('that are asked for one after another are all done', async () => {
    const room = openRoom();
    for (let index = 0; index < 50; index++) await room.insert(`row ${index}`);
    expect(room.names()).toHaveLength(50);
  });

  test('do not share the failure of one that is refused', async () => {
    const room = openRoom();
    await room.insert('taken');
    const ends = await Promise.allSettled(['before', 'taken', 'after'].map((name) => room.insert(name)));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(room.names()).toEqual(['after', 'before', 'taken']);
  });

  test('are there if and only if they were answered, when the disk is full', async () => {
    const room = openRoom();
    room.database.pragma('max_page_count = 12');
    const names = Array.from({ length: 30 }, (_, index) => `row ${String(index).padStart(2, '0')}`);
    const fill = (name: string) =>
      room.queue.write(() => room.database.prepare('insert into rows values (?, zeroblob(3000))').run([name]));
    const ends = await Promise.allSettled(names.map(fill));
    const answered = names.filter((_, index) => ends[index]?.status === 'fulfilled');
    expect(room.names()).toEqual(answered);
    expect(answered.length).toBeLessThan(names.length);
    expect(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))).toContain('SQLITE_FULL');
  });

  test('wait for another connection without keeping this thread from anything', async () => {
    const room = openRoom();
    room.other.exec("begin immediate; insert into rows values ('first', null)");
    const writing = room.insert('second');
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    room.other.exec('commit');
    await writing;
    expect(room.names()).toEqual(['first', 'second']);
  });

  test('wait for a transaction of several steps, of which nobody sees the half', async () => {
    const room = openRoom();
    const end = await room.queue.begin();
    room.database.exec("insert into rows values ('step', null)");
    const writing = room.insert('later');
    const reading = room.queue.read(() => room.database.prepare(ROWS).all([]));
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(room.names()).toEqual([]);
    room.database.exec('rollback');
    end();
    await writing;
    expect(await reading).not.toContainEqual({ name: 'step' });
    expect(room.names()).toEqual(['later']);
  });

  test('are done before the ledger is closed', async () => {
    const room = openRoom();
    const writing = room.insert('last');
    await room.queue.idle();
    expect(room.names()).toEqual(['last']);
    await writing;
  });
});
