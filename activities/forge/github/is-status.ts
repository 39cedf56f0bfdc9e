// Refusals that mean something where they come from, told by their status.
import { RequestError } from 'octokit';

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
