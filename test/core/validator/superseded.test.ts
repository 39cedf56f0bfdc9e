import { describe, expect, it } from '@jest/globals';
import { draftTests, readSuperseded, SUPERSEDED_MAX } from '../../../core/validator/superseded.js';
import type { Stability } from '../../../core/validator.js';

const STABILITY: Record<string, Stability> = {
  'test/wrap.test.js > wrap > breaks at spaces': 'stablePass',
  'test/wrap.test.js > wrap > breaks at spaces and hyphens': 'stablePass',
  'test/indent.test.js > indent > breaks at spaces': 'stablePass',
  'test/indent.test.js > indent > is flaky': 'flaky',
  'test/indent.test.js > indent > fails since long': 'stableFail',
  'tests/test_money.py > test_rounds[1-2]': 'stablePass',
  'tests/test_money.py > test_rounds[2-3]': 'stablePass',
  'example.com/shop/cart > TestTotal': 'stablePass',
  'test/whole-file.test.js': 'stablePass',
};

function read(...lines: string[]) {
  return readSuperseded(`They stand.\n\n## Interface\n\nnone\n\n## Superseded\n\n${lines.join('\n')}\n`, STABILITY);
}

describe('old tests that a spec contradicts', () => {
  it.each<[string, string, string[], string]>([
    [
      'by file and name',
      '- `test/wrap.test.js`: breaks at spaces: they stay',
      ['test/wrap.test.js > wrap > breaks at spaces'],
      'they stay',
    ],
    [
      'by their whole id',
      '* test/indent.test.js > indent > breaks at spaces — now it bends',
      ['test/indent.test.js > indent > breaks at spaces'],
      'now it bends',
    ],
    [
      'by the longer of two names',
      '- test/wrap.test.js: breaks at spaces and hyphens',
      ['test/wrap.test.js > wrap > breaks at spaces and hyphens'],
      '',
    ],
    [
      'with all their parameters',
      '- tests/test_money.py: test_rounds: halves go up',
      ['tests/test_money.py > test_rounds[1-2]', 'tests/test_money.py > test_rounds[2-3]'],
      'halves go up',
    ],
    [
      'with the parameters named',
      '- tests/test_money.py::test_rounds[2-3]',
      ['tests/test_money.py > test_rounds[2-3]'],
      '',
    ],
    [
      'of a package',
      '- TestTotal because taxes are included now',
      ['example.com/shop/cart > TestTotal'],
      'taxes are included now',
    ],
  ])('are known %s', (_how, line, ids, why) => {
    expect(read(line)).toEqual({ tests: ids.map((id) => ({ id, why })), unknown: [] });
  });

  it.each([
    ['that the base does not have', '- test/wrap.test.js: bends'],
    ['that several files have, without one', '- breaks at spaces'],
    ['that is flaky already', '- test/indent.test.js: is flaky'],
    ['that fails already', '- test/indent.test.js: fails since long'],
    ['that is a file', '- test/whole-file.test.js'],
    ['that is only the beginning of another', '- test/wrap.test.js: breaks at space'],
  ])('are not: one %s', (_what, line) => {
    expect(read(line)).toEqual({ tests: [], unknown: [line.slice(2)] });
  });

  it('are none where the section is missing, empty or says so', () => {
    expect(readSuperseded('- test/wrap.test.js: breaks at spaces', STABILITY).tests).toEqual([]);
    expect(read('').tests).toEqual([]);
    expect(read('- None.')).toEqual({ tests: [], unknown: [] });
    expect(read('## More', '- test/wrap.test.js: breaks at spaces').tests).toEqual([]);
  });

  it('are no more than a spec can contradict', () => {
    const many = Array.from({ length: SUPERSEDED_MAX * 2 }, (_, at) => `test/a.test.js > case ${at} of all`);
    const stability = Object.fromEntries(many.map((id): [string, Stability] => [id, 'stablePass']));
    const text = `## Superseded\n${many.map((id) => `- ${id}`).join('\n')}`;
    expect(readSuperseded(text, stability).tests).toHaveLength(SUPERSEDED_MAX);
  });

  it('make a draft only where no person has set them aside', () => {
    const superseded = [
      { id: 'a', byLeave: true },
      { id: 'b', byLeave: false },
    ];
    expect(draftTests({ superseded })).toEqual(['b']);
    expect(draftTests({})).toEqual([]);
    expect(draftTests(null)).toEqual([]);
  });
});
