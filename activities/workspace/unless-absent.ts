// Reads what may not be there: absence is an answer, anything else that goes wrong is thrown.
import { readdir, readFile } from 'node:fs/promises';
import { errorCode } from './error-code.js';

export async function unlessAbsent<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Names in a folder; none when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await unlessAbsent(readdir(folder))) ?? [];
}

export async function textOf(file: string): Promise<string | null> {
  return await unlessAbsent(readFile(file, 'utf8'));
}
