import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseMergeRef, baseRef, candidateRef, fetchedRef, mergeRef } from '../../core/refs.js';

const ODD_PARTS = [
  '',
  '.',
  '..',
  '.a',
  'a.',
  'a..b',
  'a.lock',
  'a/b',
  '@',
  '@{',
  'a b',
  'a~1',
  'a^',
  'a:b',
  '-x',
  'ä',
  '\n',
];

function gitAccepts(ref: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', ref], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** The rules of git-check-ref-format, for the many refs that a process each would be too slow for. */
function isValid(ref: string): boolean {
  const parts = ref.split('/');
  return parts.every((part) => /^[^.\s~^:?*[\\][^\s~^:?*[\\]*$/.test(part) && !/\.\.|@\{|\.$|\.lock$/.test(part));
}

describe('refs in the store', () => {
  it('name run, task and candidate as they are where git allows it', () => {
    expect(candidateRef('add-numbers.1', 'whole', '2-repair-1')).toBe('refs/nightshift/add-numbers.1/whole/2-repair-1');
    expect(baseRef('add-numbers.1')).toBe('refs/nightshift/add-numbers.1/base');
    expect(mergeRef('add-numbers.1', 'whole')).toBe('refs/nightshift/add-numbers.1/whole/merged');
  });

  it('drop run and task from a candidate that is given by its whole key', () => {
    expect(candidateRef('r.1', 'whole', 'r.1/whole/2')).toBe(candidateRef('r.1', 'whole', '2'));
  });

  it('are valid for git whatever the parts hold', () => {
    expect(ODD_PARTS.filter((part) => !gitAccepts(candidateRef(part, part, part)))).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (task, name) => isValid(candidateRef(name, task, name))),
    );
  });

  it('stay within the length of a file name', () => {
    const parts = candidateRef('r', 'ß'.repeat(500), 'x'.repeat(500)).split('/');
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(200);
  });

  it('differ when a part differs, also after its first 160 characters', () => {
    const texts = ['a/b', 'a%2Fb', 'a_b', 'a', 'A', `${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`, ...ODD_PARTS];
    expect(new Set(texts.map((text) => candidateRef('r', 't', text))).size).toBe(new Set(texts).size);
  });

  it('keep what comes from the forge apart from all tasks', () => {
    const ours = [fetchedRef('run', 'abc'), baseMergeRef('run', 'abc', 'def')];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (task) => {
        for (const ref of ours) expect(ref.split('/')[3]).not.toBe(candidateRef('run', task, '1').split('/')[3]);
      }),
    );
    for (const task of ['%fetched', '%merged', 'fetched']) {
      for (const ref of ours) expect(candidateRef('run', task, 'abc')).not.toBe(ref);
    }
    for (const ref of ours) execFileSync('git', ['check-ref-format', ref]);
  });

  it('keep the base apart from a task that is named base', () => {
    expect(candidateRef('r', 'base', '1').startsWith(`${baseRef('r')}/`)).toBe(false);
  });
});
