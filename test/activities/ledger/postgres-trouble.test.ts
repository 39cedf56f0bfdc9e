import { describe, expect, test } from '@jest/globals';
import { describePostgresTrouble } from '../../../activities/ledger/postgres/postgres-trouble.js';

const NAME = 'postgres://nightshift@db.example/ledger';

describe('trouble with a PostgreSQL server', () => {
  test.each([
    ['28P01', 'refuses the user or the password'],
    ['3D000', 'has no such database'],
    ['ECONNREFUSED', 'nothing answers there'],
    ['ENOTFOUND', 'its host has no address'],
    ['ETIMEDOUT', 'does not answer in time'],
    ['57P03', 'is just starting or stopping'],
    ['08006', 'broke the connection off'],
    ['57P01', 'broke the connection off'],
    ['ECONNRESET', 'broke the connection off'],
    ['53300', 'takes no more connections'],
    ['53100', 'its disk is full'],
    ['53200', 'lacks memory or another resource'],
    ['25006', 'the server takes no writes'],
    ['42501', 'may not be used by this user'],
    ['55P03', 'is locked by another process'],
    ['40P01', 'is locked by another process'],
    ['57014', 'took too long'],
    ['58030', 'reports damage or an error of its disk'],
    ['XX001', 'reports damage or an error of its disk'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'over TLS as asked'],
    ['CERT_HAS_EXPIRED', 'a certificate that does not hold'],
  ])('%s is said in words, with the ledger, the code and a way out', (code, words) => {
    const message = describePostgresTrouble(Object.assign(new Error('as the server says it'), { code }), NAME);
    expect(message).toContain(`The ledger ${NAME} `);
    expect(message).toContain(words);
    expect(message).toMatch(new RegExp(`\\(${code}\\)\\. [A-Z].+\\.$`));
  });

  test.each([
    ['timeout exceeded when trying to connect', 'does not answer in time'],
    ['Query read timeout', 'does not answer in time'],
    ['Connection terminated unexpectedly', 'broke the connection off'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'refuses the user or the password'],
    ['The server does not support SSL connections', 'over TLS as asked'],
  ])('what the driver gives no code to is known by its words: %s', (text, words) => {
    expect(describePostgresTrouble(new Error(text), NAME)).toContain(words);
  });

  test.each([
    Object.assign(new Error('a row is there'), { code: '23505' }),
    Object.assign(new Error('no such file'), { code: 'ENOENT' }),
    Object.assign(new Error('a slip in a statement'), { code: '42601' }),
    new Error('a bug'),
    'text',
  ])("an error that is not the server's fault stays what it is: %s", (error) => {
    expect(describePostgresTrouble(error, NAME)).toBeNull();
  });
});
