// The code of a system error, such as `ENOENT`.

/** Null for anything that is not a system error. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code;
}
