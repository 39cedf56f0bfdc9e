// Where the ledger is, as `NIGHTSHIFT_LEDGER` says it: a file for SQLite, or the URL of a PostgreSQL database. The one
// place that decides what people are told of it: a URL may hold a password, which never stands in what is returned as
// its name.
import { LedgerProblem } from './ledger.js';

export type LedgerAddress = { file: string } | { url: string };

const POSTGRES_URL = /^postgres(ql)?:\/\//i;
const ANY_URL = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Exactly one part: the database. */
const DATABASE_PATH = /^\/[^/@]+$/;
const EXAMPLE = 'postgres://user@host:5432/database';

/** Throws `LedgerProblem` for a URL that cannot be read; the message never repeats it, since it may hold a password. */
export function parseLedger(text: string): LedgerAddress {
  if (POSTGRES_URL.test(text)) {
    nameOfUrl(text);
    return { url: text };
  }
  if (ANY_URL.test(text)) {
    const scheme = text.slice(0, text.indexOf(':'));
    throw new LedgerProblem(
      `NIGHTSHIFT_LEDGER cannot be reached by "${scheme}". Name a file, or a PostgreSQL database as in ${EXAMPLE}.`,
    );
  }
  return { file: text };
}

/** What messages call the ledger: its file, or its URL without password and parameters. */
export function nameOfLedger(address: LedgerAddress): string {
  return 'file' in address ? address.file : nameOfUrl(address.url);
}

function nameOfUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  // What stands in a password as it is, such as "/", "?" or "#", makes a part of it look like a port or a path.
  if (url === null || !DATABASE_PATH.test(url.pathname) || url.search.includes('@') || url.hash !== '') {
    throw new LedgerProblem(
      `NIGHTSHIFT_LEDGER is a URL that cannot be read. It has the form ${EXAMPLE}, with its database; ` +
        'in a password, characters other than letters and digits are written as %XX, or PGPASSWORD holds it.',
    );
  }
  const user = url.username === '' ? '' : `${url.username}@`;
  return `${url.protocol}//${user}${url.host}${url.pathname}`;
}
