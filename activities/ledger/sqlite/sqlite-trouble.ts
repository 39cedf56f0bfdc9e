// What may be wrong with the ledger's file, in words for people. The one place that knows SQLite's error codes.

interface Trouble {
  /** Beginning of SQLite's error code; its extended codes go on after an underscore. */
  code: string;
  what: string;
  wayOut: string;
}

const TROUBLES: Trouble[] = [
  {
    code: 'SQLITE_BUSY',
    what: 'is locked by another process',
    wayOut: 'If this goes on, look for a process that hangs while it holds the file open.',
  },
  { code: 'SQLITE_LOCKED', what: 'is locked by this process', wayOut: 'Try again.' },
  { code: 'SQLITE_FULL', what: 'cannot grow: the disk is full', wayOut: 'Free some space; the work then goes on.' },
  {
    code: 'SQLITE_IOERR',
    what: 'cannot be read or written: the disk reports an error',
    wayOut: "Check the disk's space, quota and health; the work then goes on.",
  },
  {
    code: 'SQLITE_READONLY',
    what: 'cannot be written',
    wayOut: 'Make the file and its folder writable for this user, or set NIGHTSHIFT_HOME to another folder.',
  },
  {
    code: 'SQLITE_CANTOPEN',
    what: 'cannot be opened',
    wayOut: 'Make the file and its folder writable for this user, or set NIGHTSHIFT_HOME to another folder.',
  },
  {
    code: 'SQLITE_NOTADB',
    what: 'is not a database',
    wayOut: 'Move the file away, or set NIGHTSHIFT_HOME to another folder.',
  },
  {
    code: 'SQLITE_CORRUPT',
    what: 'is damaged',
    wayOut: 'Restore it from a backup, or move it away with its -wal and -shm files to start an empty one.',
  },
];

/** One message that names the file and the way out, or null when the error is not the file's fault. */
export function describeSqliteTrouble(error: unknown, file: string): string | null {
  const code = codeOf(error);
  const trouble = TROUBLES.find((known) => code === known.code || code.startsWith(`${known.code}_`));
  if (!trouble) return null;
  return `The ledger ${file} ${trouble.what} (${code}). ${trouble.wayOut}`;
}

/** Whether another connection holds the file just now. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_BUSY(_|$)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
