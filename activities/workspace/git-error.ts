// What is thrown when git itself fails, and how the few failures are told apart that we can do something about.

const STDERR_CHARS_MAX = 600;
/** What git puts in brackets behind the name of a ref that the other side did not take. */
const REFUSED =
  /\[remote rejected\] .*\((?:.*hook declined|.*non-fast-forward|.*prohibited|.*denied.*|.*protected.*|.*not allowed.*|deny .*|refusing .*|.*hidden ref.*)\)/;

/** A git command ended in a way that its caller did not expect. The message carries no credentials. */
export class GitError extends Error {
  override readonly name = 'GitError';
  constructor(
    readonly subcommand: string,
    /** Null when git was stopped or could not be started. */
    readonly exitCode: number | null,
    readonly stderr: string,
    /** The repository of ours that it worked in; absent for the user's. */
    readonly gitDir?: string,
  ) {
    super(`git ${subcommand} failed: ${withoutCredentials(lastLines(stderr)) || `exit code ${exitCode}`}`);
  }
}

/** Another process held or moved the same ref or file; the same command may pass the next time. */
export function isLostRace(error: unknown): boolean {
  return (
    error instanceof GitError &&
    /cannot lock ref|Unable to create '.*\.lock': File exists|reference already exists|failed to update ref|incorrect old value|shallow file has changed/.test(
      error.stderr,
    )
  );
}

/** The store takes commits, and not this one: a hook, a rule or a right of the server's. Asking again changes nothing. */
export function isRefused({ stderr }: GitError): boolean {
  return REFUSED.test(stderr);
}

/** The place git had to write to cannot be written: permissions, a read-only or full disk, a quota. */
export function isUnwritable(error: unknown): error is GitError {
  return (
    error instanceof GitError &&
    /Permission denied|insufficient permission|Read-only file system|No space left on device|Disk quota exceeded|Not a directory|Operation not permitted/.test(
      error.stderr,
    )
  );
}

export function isPermissionDenied(error: unknown): boolean {
  return error instanceof GitError && error.stderr.includes('Permission denied');
}

/** URLs in git's messages are shown without the user and password that they may hold. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, '$1');
}

/** git says what matters last, and gives advice in between that is about none of it. */
function lastLines(stderr: string): string {
  const text = stderr.replace(/^(?:remote: )?hint:.*\n?/gm, '').trim();
  return text.length <= STDERR_CHARS_MAX ? text : `…${text.slice(-STDERR_CHARS_MAX)}`;
}
