import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameOfLedger, parseLedger } from '../../../activities/ledger/ledger-address.js';

function readOrRefuse(text: string): string {
  try {
    return nameOfLedger(parseLedger(text));
  } catch (error) {
    expect(error).toMatchObject({ name: 'LedgerProblem' });
    return (error as Error).message;
  }
}

describe('where the ledger is', () => {
  test.each(['/var/lib/nightshift/ledger.db', 'ledger.db', '../team/ledger.db', 'postgres.db'])(
    'is a file: %s',
    (file) => {
      expect(parseLedger(file)).toEqual({ file });
      expect(nameOfLedger({ file })).toBe(file);
    },
  );

  test.each([
    ['postgres://nightshift:s3cret@db.example:5433/ledger', 'postgres://nightshift@db.example:5433/ledger'],
    ['postgresql://db.example/ledger?sslmode=verify-full', 'postgresql://db.example/ledger'],
    ['postgres:///ledger?host=/run/postgresql&password=s3cret', 'postgres:///ledger'],
    ['POSTGRES://u:p%2Fw@db.example/ledger', 'postgres://u@db.example/ledger'],
  ])('is a database: %s, which people are told without password and parameters', (url, name) => {
    expect(parseLedger(url)).toEqual({ url });
    expect(nameOfLedger({ url })).toBe(name);
  });

  test('cannot be behind another protocol, and says what can be named', () => {
    expect(readOrRefuse('mysql://u:s3cret@db.example/ledger')).toBe(
      'NIGHTSHIFT_LEDGER cannot be reached by "mysql". Name a file, or a PostgreSQL database as in ' +
        'postgres://user@host:5432/database.',
    );
  });

  test('is refused without a database, and says the way out', () => {
    expect(readOrRefuse('postgres://u@db.example')).toContain('It has the form postgres://user@host:5432/database');
  });

  test('is told to nobody with its password, however that was written', () => {
    const anyPassword = fc.string({
      unit: fc.constantFrom('1', '7', '/', '?', '#', '@', ':', '%', '%41', '[', ' '),
      minLength: 2,
    });
    fc.assert(
      fc.property(anyPassword, (password) => {
        // What can be told from all else in the message.
        const marked = `8191${password}`;
        const told = readOrRefuse(`postgres://user:${marked}@db.example/ledger`);
        expect(told).not.toContain('8191');
        const encoded = readOrRefuse(`postgres://user:${encodeURIComponent(marked)}@db.example/ledger`);
        expect(encoded).toBe('postgres://user@db.example/ledger');
      }),
      { numRuns: 300 },
    );
  });
});
