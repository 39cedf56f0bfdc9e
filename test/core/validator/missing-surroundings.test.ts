import { describe, expect, it } from '@jest/globals';
import { missingSurroundings } from '../../../core/validator/missing-surroundings.js';

describe('what tests wanted that the sandbox does not have', () => {
  it.each([
    ['PostgreSQL at port 5432', 'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect'],
    [
      'PostgreSQL at port 5432',
      'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused\n\tIs the server running',
    ],
    [
      'Redis at port 6379',
      'redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.',
    ],
    ['MySQL at port 3306', 'dial tcp 127.0.0.1:3306: connect: connection refused'],
    ['a service at port 4999', 'AggregateError [ECONNREFUSED]: \n    Error: connect ECONNREFUSED ::1:4999'],
    ['api.example.com on the network', 'Error: getaddrinfo ENOTFOUND api.example.com'],
    ['api.example.com on the network', 'java.net.UnknownHostException: api.example.com'],
    ['api.example.com on the network', 'dial tcp: lookup api.example.com: Temporary failure in name resolution'],
    [
      'the network',
      "HTTPSConnectionPool: Max retries exceeded (NameResolutionError: Failed to resolve (Name or service not known'))",
    ],
    ['the network', 'OSError: [Errno 101] Network is unreachable'],
    ['a container engine', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?'],
  ])('is %s: %s', (what, text) => {
    const hint = missingSurroundings(`before\n${text}\nafter`);
    expect(hint).toContain(`The tests want ${what}`);
    expect(hint).toMatch(/leave those tests out|leaves them out/);
  });

  it('is nothing where the tests simply fail', () => {
    expect(missingSurroundings('AssertionError: expected 1 to be 2\n  at 127.0.0.1:5432')).toBe('');
  });
});
