// Refusals that mean something where they come from.
import { RequestError } from 'octokit';
import { isInaccessible } from './forge-trouble.js';

export function isStatus(error: unknown, ...statuses: number[]): error is RequestError {
  return error instanceof RequestError && error.response !== undefined && statuses.includes(error.status);
}

/** What the request gives; `instead` where it is refused with such a status. */
export async function unlessStatus<T, U>(request: Promise<T>, status: number, instead: U): Promise<T | U> {
  try {
    return await request;
  } catch (error) {
    if (isStatus(error, status)) return instead;
    throw error;
  }
}

/** Null where our credential has no permission for it. */
export async function ifAccessible<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (isInaccessible(error)) return null;
    throw error;
  }
}
