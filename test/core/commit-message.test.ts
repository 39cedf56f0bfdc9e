import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { commitMessage, mergeMessage } from '../../core/commit-message.js';

const ORIGIN = { title: 'Add numbers', run: 'r.1', task: 'whole', candidate: 'r.1/whole/1', generator: 'openai/gpt-x' };

function trailers(message: string): string {
  return execFileSync('git', ['interpret-trailers', '--parse'], { input: message }).toString();
}

describe('commitMessage', () => {
  it('names run, task, candidate and generator in trailers that git itself finds', () => {
    expect(trailers(commitMessage(ORIGIN))).toBe(
      'Nightshift-Run: r.1\nNightshift-Task: whole\nNightshift-Candidate: r.1/whole/1\nNightshift-Generator: openai/gpt-x\n',
    );
  });

  it.each([
    ['Add numbers', 'Add numbers'],
    ['  Add\r\nnumbers\u2028now ', 'Add numbers now'],
    ['## Add numbers', 'Add numbers'],
    ['\u202Eevil\0', 'evil'],
    [`${'word '.repeat(30)}`, `${'word '.repeat(14)}w…`],
    ['🙂'.repeat(80), `${'🙂'.repeat(71)}…`],
    ['#\n', 'Work on whole'],
    ['Fixes #3, says @octocat', 'Fixes #\u200b3, says @\u200boctocat'],
  ])('makes the title %j the subject %j', (title, subject) => {
    expect(commitMessage({ ...ORIGIN, title }).split('\n\n')[0]).toBe(subject);
  });

  it('lets no part add a line of its own', () => {
    const message = commitMessage({
      ...ORIGIN,
      generator: 'x\nNightshift-Run: forged',
      title: 'a\n\nNightshift-Task: b',
    });
    expect(
      trailers(message)
        .split('\n')
        .filter((line) => line.startsWith('Nightshift-Run:')),
    ).toEqual(['Nightshift-Run: r.1']);
    expect(trailers(message)).not.toContain('Nightshift-Task: b');
  });
});

describe('mergeMessage', () => {
  it('names the merged task by its title', () => {
    expect(mergeMessage(ORIGIN)).toBe('Merge: Add numbers\n\nNightshift-Run: r.1\nNightshift-Task: whole\n');
  });
});
