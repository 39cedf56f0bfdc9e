import { expect, test } from '@jest/globals';
import { BASH_COMMAND_BYTES_MAX, BASH_TIMEOUT_SECONDS_MAX } from '../../core/tools.js';
import { bashInput, editInput, readToolInput } from '../../schemas/tools.js';

test('what a model may ask for is read as it is', () => {
  expect(readToolInput(bashInput, { command: 'ls', timeoutSeconds: 5 })).toEqual({
    ok: true,
    input: { command: 'ls', timeoutSeconds: 5 },
  });
  expect(readToolInput(editInput, { path: 'a', oldText: '', newText: '' }).ok).toBe(true);
});

test.each([
  [{ command: '' }, 'command'],
  [{ command: 'ls', timeoutSeconds: BASH_TIMEOUT_SECONDS_MAX + 1 }, 'timeoutSeconds'],
  [{ command: 'ls', timeoutSeconds: 0 }, 'timeoutSeconds'],
  [{ command: 'ls', shell: 'zsh' }, 'shell'],
  [{ command: 'ä'.repeat(BASH_COMMAND_BYTES_MAX / 2 + 1) }, 'write long files in several steps'],
  ['ls', 'expected object'],
])('an invalid input is answered by what is wrong with it', (input, named) => {
  const read = readToolInput(bashInput, input);
  expect(read.ok ? '' : read.problem).toContain(named);
});
