// What a person is asked for a word on: the tasks of the plan, the old tests that the spec contradicts, and the command.
import type { DeliverStatus } from '../../core/status.js';
import { shellWord } from '../shell-word.js';
import { plainLine } from './plain-text.js';
import { nameOf } from './render-runs.js';

export function planLines({ deliverId, tasks, superseded = [] }: DeliverStatus): string[] {
  const command = `nightshift approve ${shellWord(nameOf({ deliverId }))}`;
  return [
    'The plan:',
    ...tasks.map(({ title }, index) => `  ${index + 1}. ${plainLine(title)}`),
    ...(superseded.length === 0
      ? []
      : [
          'Tests of the repository that the spec contradicts, says the author of its tests:',
          ...superseded.map(({ id, why }) => `  - ${plainLine(id)}${why === '' ? '' : `: ${plainLine(why)}`}`),
        ]),
    `Let the work begin: ${command}${superseded.length === 0 ? '' : ', with --supersede to set these tests aside'}`,
  ];
}
