// What git says when the forge does not let it in, or cannot be reached: as a problem that names the repository and the
// way out. What may pass by itself says so, and is tried again.
import { failure } from '../../failure.js';
import { type GitError, withoutCredentials } from '../git-error.js';
import { RepositoryProblem, type RepositoryProblemReason } from '../workspace.js';
import type { Remote } from './remotes.js';

export type Purpose = 'read' | 'write';

interface Trouble {
  says: RegExp;
  /** What forbids to read, and what forbids to write. */
  reasons: Record<Purpose, RepositoryProblemReason>;
  /** What is wrong and the way out, behind the repository's name. */
  message: Record<Purpose, string>;
  mayPass?: true;
}

const WORDS_CHARS_MAX = 600;
const CLOSED: Record<Purpose, RepositoryProblemReason> = { read: 'unreadable', write: 'refused' };

/** The first that fits. */
const TROUBLES: readonly Trouble[] = [
  {
    says: /requested URL returned error: (?:429|5\d\d)|RPC failed; HTTP (?:429|5\d\d)|HTTP 429|rate limit|Internal Server Error/i,
    reasons: { read: 'unreadable', write: 'readOnly' },
    message: both('cannot be reached just now, as its server is in trouble or asks to wait'),
    mayPass: true,
  },
  {
    says: /returned error: 30[12378]|unable to update url base from redirection/,
    reasons: { read: 'notARepository', write: 'refused' },
    message: both(
      'was renamed or moved; give it back the name that it had, or name it in the configuration as it is called now and begin there',
    ),
  },
  {
    says: /Authentication failed|could not read (?:Username|Password)|returned error: 401/,
    reasons: CLOSED,
    message: both('does not take our token; renew it and restart the worker, or look at which repositories it is for'),
  },
  {
    says: /[Rr]epository .*not found|returned error: 40[04]|returned error: 410|not appear to be a git repository/,
    reasons: { read: 'notARepository', write: 'refused' },
    message: {
      read: 'is not there, or our token may not see it; look at its name, and at which repositories the token is for',
      write:
        'is not there, or our token may not see it; where it is a fork, make it first, and let the token write there',
    },
  },
  {
    says: /repository was archived/i,
    reasons: CLOSED,
    message: both('is archived, so nothing can be written to it; unarchive it'),
  },
  {
    says: /SAML SSO/,
    reasons: CLOSED,
    message: both('wants our token to be authorized for single sign-on; do that in the settings of the token'),
  },
  {
    says: /returned error: 403|Permission to .* denied|access denied/i,
    reasons: CLOSED,
    message: {
      read: 'cannot be read with our token; give it the permission "Contents: read and write"',
      write: 'cannot be written with our token; give it the permission "Contents: read and write"',
    },
  },
  {
    says: /SSL certificate|certificate verify|server verification failed/i,
    reasons: { read: 'unreadable', write: 'readOnly' },
    message: both('shows a certificate that this machine does not trust; name its authority by SSL_CERT_FILE'),
    mayPass: true,
  },
  {
    says: /Could not resolve|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out)|timed out|hung up|early EOF|unexpected disconnect|Empty reply|RPC failed|unable to access|SSL_|gnutls|TLS|remote failure/i,
    reasons: { read: 'unreadable', write: 'readOnly' },
    message: both('cannot be reached; look at the network'),
    mayPass: true,
  },
];

/** The problem to throw; git's own error where it is none of the forge. */
export function remoteTrouble(error: GitError, { name }: Pick<Remote, 'name'>, purpose: Purpose): Error {
  const trouble = TROUBLES.find(({ says }) => says.test(error.stderr));
  if (trouble === undefined) return error;
  const message = `the repository ${name} ${trouble.message[purpose]}. ${wordsOf(error.stderr)}`;
  return new RepositoryProblem(trouble.reasons[purpose], message, trouble.mayPass);
}

/** What the other side said, in one line; else what git says last. */
export function wordsOf(output: string): string {
  const lines = withoutCredentials(output).split('\n');
  const theirs = lines
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length).trim());
  const said = theirs.some((line) => line !== '') ? theirs : lines.slice(-2).map((line) => line.trim());
  const text = said
    .filter((line) => line !== '')
    .join(' ')
    .replace(/[\p{Cc}\p{Cf}]+/gu, '');
  return text.length <= WORDS_CHARS_MAX ? text : `${text.slice(0, WORDS_CHARS_MAX)}…`;
}

/** The forge said of one ref that it could not do it just now. */
export function pushTrouble({ name }: Remote, why: string): Error {
  return failure('GitTrouble', `the repository ${name} could not take the branch just now (${why})`);
}

function both(message: string): Record<Purpose, string> {
  return { read: message, write: message };
}
