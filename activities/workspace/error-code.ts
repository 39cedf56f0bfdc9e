// The code of a system error, such as `ENOENT`.

/**
 * Null for anything that is not a system error. Looks at the shape, since an error may come from another realm, where
 * `Error` is another class.
 */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
