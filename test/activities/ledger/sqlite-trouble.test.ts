import { describe, expect, test } from '@jest/globals';
import Libsql from 'libsql';
import { describeSqliteTrouble } from '../../../activities/ledger/sqlite/sqlite-trouble.js';
import { temporaryFile } from './temporary-ledger.js';

const FILE = '/home/somebody/ledger.db';

function sqliteError(code: string): Error {
  return Object.assign(new Error('as SQLite says it'), { code });
}

describe('trouble with the file', () => {
  test.each([
    ['SQLITE_BUSY', 'is locked by another process'],
    ['SQLITE_BUSY_SNAPSHOT', 'is locked by another process'],
    ['SQLITE_FULL', 'the disk is full'],
    ['SQLITE_IOERR_WRITE', 'the disk reports an error'],
    ['SQLITE_READONLY_DIRECTORY', 'cannot be written'],
    ['SQLITE_CANTOPEN', 'cannot be opened'],
    ['SQLITE_CORRUPT', 'is damaged'],
    ['SQLITE_NOTADB', 'is not a database'],
  ])('%s is said in words, with the file, the code and a way out', (code, words) => {
    const message = describeSqliteTrouble(sqliteError(code), FILE);
    expect(message).toContain(`The ledger ${FILE} `);
    expect(message).toContain(words);
    expect(message).toMatch(new RegExp(`\\(${code}\\)\\. [A-Z].+\\.$`));
  });

  test.each([sqliteError('SQLITE_CONSTRAINT_PRIMARYKEY'), sqliteError('SQLITE_BUSYBODY'), new Error('a bug'), 'text'])(
    "an error that is not the file's fault stays what it is: %s",
    (error) => {
      expect(describeSqliteTrouble(error, FILE)).toBeNull();
    },
  );

  test('a full file is told from the real error of the driver', () => {
    const file = temporaryFile();
    const database = new Libsql(file);
    database.exec('create table t (x blob)');
    database.pragma('max_page_count = 3');
    const messages: (string | null)[] = [];
    try {
      database.prepare('insert into t values (zeroblob(100000))').run();
    } catch (error) {
      messages.push(describeSqliteTrouble(error, file));
    }
    expect(messages).toEqual([
      `The ledger ${file} cannot grow: the disk is full (SQLITE_FULL). Free some space; the work then goes on.`,
    ]);
  });
});
