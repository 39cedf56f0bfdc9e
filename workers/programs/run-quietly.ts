// Runs a helper program for its output: versions, package managers.
import { execa } from 'execa';

export interface QuietResult {
  ok: boolean;
  /** Standard output when it went well. */
  output: string;
  /** One line on what went wrong, empty when nothing did. */
  reason: string;
}

const SURPRISED = /^error: exception:$/i;

/** Never throws for what the program does. */
export async function runQuietly(
  path: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; timeoutMs: number; cwd?: string },
): Promise<QuietResult> {
  const result = await execa(path, args, {
    env: options.env,
    extendEnv: false,
    timeout: options.timeoutMs,
    stdin: 'ignore',
    reject: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  if (!result.failed) return { ok: true, output: result.stdout, reason: '' };
  return {
    ok: false,
    output: result.stdout,
    reason: failureLine(result.stderr) || firstLine(result.shortMessage ?? ''),
  };
}

/**
 * Package managers say what matters in a line that starts with "ERROR", unless they were surprised and show a traceback;
 * then, and for other programs, it is the last line.
 */
function failureLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^error/i.test(line) && !SURPRISED.test(line)) ?? lines.at(-1) ?? '').trim();
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
