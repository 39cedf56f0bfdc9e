// What may be wrong with a PostgreSQL server, in words for people. The one place that knows its error codes, and those
// of the network on the way to it.
import { types } from 'node:util';

interface Trouble {
  /** Of PostgreSQL (five characters, or the two of a whole class), of the system or of TLS. */
  codes?: readonly string[];
  /** For errors to which the driver gives no code, or one that says too little. */
  says?: RegExp;
  what: string;
  wayOut: string;
}

const CREDENTIALS = 'Set user and password in NIGHTSHIFT_LEDGER, in PGPASSWORD or in ~/.pgpass.';
const SERVER = 'Start the server, or mend host and port in NIGHTSHIFT_LEDGER.';
const GOES_ON = 'If this goes on, look at the server; the work then goes on.';

const TROUBLES: Trouble[] = [
  { codes: ['28'], says: /^SASL: /, what: 'refuses the user or the password', wayOut: CREDENTIALS },
  {
    codes: ['3D000'],
    what: 'does not exist: the server has no such database',
    wayOut:
      "Create it, owned by that user and with the encoding UTF8, or mend the database's name in NIGHTSHIFT_LEDGER.",
  },
  {
    codes: ['ECONNREFUSED'],
    // Of the server's socket; a certificate's file that is not there is another matter.
    says: /^connect ENOENT/,
    what: 'cannot be reached: nothing answers there',
    wayOut: SERVER,
  },
  { codes: ['ENOTFOUND', 'EAI_AGAIN'], what: 'cannot be reached: its host has no address', wayOut: SERVER },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
    says: /timeout exceeded when trying to connect|due to connection timeout|Query read timeout/,
    what: 'does not answer in time',
    wayOut: SERVER,
  },
  { codes: ['57P03'], what: 'is just starting or stopping', wayOut: GOES_ON },
  {
    codes: ['08', '57P', '25P03', 'ECONNRESET', 'EPIPE'],
    says: /^Connection terminated|connection error and is not queryable/,
    what: 'broke the connection off',
    wayOut: GOES_ON,
  },
  {
    codes: ['53300'],
    what: 'takes no more connections',
    wayOut: 'Raise max_connections of the server, or run fewer workers.',
  },
  { codes: ['53100'], what: 'cannot grow: its disk is full', wayOut: 'Free some space there; the work then goes on.' },
  { codes: ['53'], what: 'lacks memory or another resource', wayOut: GOES_ON },
  {
    codes: ['25006'],
    what: 'cannot be written: the server takes no writes',
    wayOut: 'Name the primary server in NIGHTSHIFT_LEDGER, not a standby.',
  },
  {
    codes: ['42501'],
    what: 'may not be used by this user',
    wayOut: 'Make that user the owner of the database, or of the schema in it that is used.',
  },
  {
    codes: ['55P03', '40001', '40P01'],
    what: 'is locked by another process',
    wayOut: 'If this goes on, look in pg_stat_activity for a session that hangs.',
  },
  { codes: ['57014'], what: 'took too long over a statement', wayOut: GOES_ON },
  {
    codes: ['58', 'XX001', 'XX002'],
    what: 'cannot be read or written: the server reports damage or an error of its disk',
    wayOut: "Look at the server's log; restore the database from a backup.",
  },
  {
    codes: ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    says: /^The server does not support SSL/,
    what: 'cannot be reached over TLS as asked',
    wayOut: 'Mend sslmode and sslrootcert in NIGHTSHIFT_LEDGER.',
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    what: 'shows a certificate that does not hold',
    wayOut: "Renew the server's certificate, or mend the host in NIGHTSHIFT_LEDGER.",
  },
];

const UNIQUE_VIOLATION = '23505';
const CODE_LENGTH = 5;

/** One message that names the ledger and the way out, or null when the error is not the server's fault. */
export function describePostgresTrouble(error: unknown, name: string): string | null {
  if (!types.isNativeError(error)) return null;
  const code = codeOf(error);
  const trouble = TROUBLES.find((known) => matches(known, code, error.message));
  if (!trouble) return null;
  return `The ledger ${name} ${trouble.what} (${code || error.message}). ${trouble.wayOut}`;
}

/** Whether a row was refused since another one like it is there. */
export function isDoubled(error: unknown): boolean {
  return types.isNativeError(error) && codeOf(error) === UNIQUE_VIOLATION;
}

function matches({ codes = [], says }: Trouble, code: string, message: string): boolean {
  return says?.test(message) === true || codes.some((known) => code === known || isOfClass(code, known));
}

/** PostgreSQL's codes begin with their class. */
function isOfClass(code: string, known: string): boolean {
  return known.length < CODE_LENGTH && code.length === CODE_LENGTH && code.startsWith(known);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
