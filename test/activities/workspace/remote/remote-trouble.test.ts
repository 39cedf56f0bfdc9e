// What git and GitHub say, word for word, when they do not let us in.
import { describe, expect, test } from '@jest/globals';
import { GitError } from '../../../../activities/workspace/git-error.js';
import { type Purpose, remoteTrouble } from '../../../../activities/workspace/remote/remote-trouble.js';
import { RepositoryProblem } from '../../../../activities/workspace/workspace.js';

const URL = 'https://github.com/octo/shop.git/';
const unable = (why: string) => `fatal: unable to access '${URL}': ${why}`;
const status = (code: number) => unable(`The requested URL returned error: ${code}`);

function troubleOf(stderr: string, purpose: Purpose) {
  const error = new GitError('fetch', 128, stderr);
  const trouble = remoteTrouble(error, { name: 'octo/shop on github.com' }, purpose);
  return trouble === error ? 'gitError' : trouble;
}

describe('what git says of a forge', () => {
  test.each<[string, string, string]>([
    [`remote: Repository not found.\nfatal: repository '${URL}' not found`, 'notARepository', 'refused'],
    [status(404), 'notARepository', 'refused'],
    [status(301), 'notARepository', 'refused'],
    [
      `remote: Invalid username or token. Password authentication is not supported for Git operations.\nfatal: Authentication failed for '${URL}'`,
      'unreadable',
      'refused',
    ],
    [`fatal: could not read Username for 'https://github.com': terminal prompts disabled`, 'unreadable', 'refused'],
    [`remote: Permission to octo/shop.git denied to night.\n${status(403)}`, 'unreadable', 'refused'],
    [`remote: Write access to repository not granted.\n${status(403)}`, 'unreadable', 'refused'],
    [`remote: This repository was archived so it is read-only.\n${status(403)}`, 'unreadable', 'refused'],
    [
      `remote: The 'octo' organization has enabled or enforced SAML SSO. To access\nremote: this repository, you must use the HTTPS remote with a personal access token\n${status(403)}`,
      'unreadable',
      'refused',
    ],
  ])('is a problem that a person can mend, and that no waiting does: %s', (stderr, reading, writing) => {
    expect(troubleOf(stderr, 'read')).toMatchObject({ reason: reading, mayPass: false });
    expect(troubleOf(stderr, 'write')).toMatchObject({ reason: writing, mayPass: false });
  });

  test.each([
    unable('Could not resolve host: github.com'),
    unable('Failed to connect to github.com port 443 after 129 ms: Connection refused'),
    unable('Recv failure: Connection reset by peer'),
    unable('Operation timed out after 300000 milliseconds with 0 bytes received'),
    unable('OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to github.com:443'),
    unable('server certificate verification failed. CAfile: none CRLfile: none'),
    unable('GnuTLS recv error (-110): The TLS connection was non-properly terminated.'),
    status(429),
    status(500),
    status(503),
    `remote: You have exceeded a secondary rate limit.\n${status(403)}`,
    'error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nfatal: the remote end hung up unexpectedly',
    'error: RPC failed; curl 92 HTTP/2 stream 0 was not closed cleanly: CANCEL (err 8)\nfatal: early EOF',
    'fatal: the remote end hung up unexpectedly',
    'remote: Internal Server Error\nremote: Request ID C0FE:1234\nfatal: the remote end hung up unexpectedly',
  ])('is worth another try: %s', (stderr) => {
    expect(troubleOf(stderr, 'read')).toMatchObject({ reason: 'unreadable', mayPass: true });
    expect(troubleOf(stderr, 'write')).toMatchObject({ reason: 'readOnly', mayPass: true });
  });

  test.each(['fatal: not our ref 0123', 'fatal: bad object 0123', 'error: unknown option'])(
    'is left to who asked where it is not of the forge: %s',
    (stderr) => expect(troubleOf(stderr, 'read')).toBe('gitError'),
  );

  test.each<[string, RegExp]>([
    [`remote: This repository was archived so it is read-only.\n${status(403)}`, /is archived.*; unarchive it/],
    [
      `remote: The 'octo' organization has enabled or enforced SAML SSO.\n${status(403)}`,
      /authorized for single sign-on/,
    ],
  ])('has its own way out: %s', (stderr, message) => {
    expect(troubleOf(stderr, 'write')).toMatchObject({ message: expect.stringMatching(message) });
  });

  test('is told in one line with the name of the repository and the words of the forge, without credentials', () => {
    const stderr = `remote: Permission to octo/shop.git denied to night.\u0007\nremote: \nremote: See https://me:s3cret@docs\n${status(403)}`;
    const problem = troubleOf(stderr, 'write');
    expect(problem).toBeInstanceOf(RepositoryProblem);
    expect(String(problem)).toBe(
      'RepositoryProblem: the repository octo/shop on github.com cannot be written with our token; give it the permission ' +
        '"Contents: read and write". Permission to octo/shop.git denied to night. See https://docs',
    );
  });
});
