// Reads the report that untrusted code wrote. It may be a link to another file, a pipe that never ends, or far too
// large: only a plain file within the limit is read.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '../../workspace/error-code.js';
import { REPORT_BYTES_MAX } from './limits.js';

export type ReportFile = { ok: true; text: string } | { ok: false; problem: string };

export async function readReportFile(path: string): Promise<ReportFile> {
  const file = await openPlainly(path);
  if (typeof file === 'string') return { ok: false, problem: file };
  try {
    const stat = await file.stat();
    if (!stat.isFile())
      return {
        ok: false,
        problem: `the report is ${stat.isDirectory() ? 'a folder' : 'a pipe or a device'}, not a plain file`,
      };
    if (stat.size > REPORT_BYTES_MAX) return { ok: false, problem: tooLarge(stat.size) };
    if (stat.size === 0) return { ok: false, problem: 'the report is empty' };
    return { ok: true, text: await file.readFile('utf8') };
  } finally {
    await file.close();
  }
}

function tooLarge(bytes: number): string {
  const megabyte = 1024 * 1024;
  return `the report has ${Math.ceil(bytes / megabyte)} MB, more than the ${REPORT_BYTES_MAX / megabyte} MB that are read`;
}

/** The file, or why there is none to read. */
async function openPlainly(path: string): Promise<FileHandle | string> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ELOOP') return 'the report is a link, not a plain file';
    return 'the test command wrote no report';
  }
}
