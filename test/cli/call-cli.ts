// Calls the nightshift command inside the test, with streams that remember.
import { PassThrough } from 'node:stream';
import { runCli } from '../../cli/program.js';

export interface CliCall {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** `env` is the whole environment that the command sees, but for PATH. */
export async function callCli(
  args: string[],
  { env = {}, cwd = '/' }: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<CliCall> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const exitCode = await runCli(args, { env: { PATH: process.env['PATH'], ...env }, cwd, stdout, stderr });
  return { exitCode, stdout: textOf(stdout), stderr: textOf(stderr) };
}

function textOf(stream: PassThrough): string {
  const content: unknown = stream.read();
  return content === null ? '' : String(content);
}
