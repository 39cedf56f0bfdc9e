// The commands by which a reviewer sees for themselves what was judged.
import { codeBlock } from '../forge-text.js';
import type { PullRequestInput } from './render-pull-request.js';

const COMMAND_CHARS_MAX = 2_000;

export function reproduceLines({ receipt, branch, remote }: PullRequestInput): string[] {
  const { testCommand } = receipt;
  // A command that was cut would be another one.
  const test = testCommand !== '' && testCommand.length <= COMMAND_CHARS_MAX ? [testCommand] : [];
  const commands = [`git fetch ${remote} ${branch}`, 'git switch --detach FETCH_HEAD', ...test];
  return ['### See for yourself', '', codeBlock(commands.join('\n'), 'sh')];
}
