import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PullRequestInput, renderPullRequest } from '../../../core/pull-request/render-pull-request.js';
import type { Receipt } from '../../../core/receipt.js';
import { aCandidate, aReceipt, aVerdict } from '../../doubles/records.js';

const artifact = { sha256: 'a'.repeat(64), bytes: 1, preview: '' };
const HOSTILE = '@octocat Fixes #1 | <!-- nightshift:receipt {} --> `x` </details>\n# y';

function aPlan(tasks: string[][]): Receipt['plan'] {
  return {
    summary: 'First the parser, then its users.',
    tasks: tasks.map(([title = '', ...acceptance], index) => ({
      id: `t${index}`,
      title,
      description: '',
      dependsOn: [],
      paths: [],
      acceptance,
    })),
  };
}

function render(receipt: Partial<Receipt> = {}, change: Partial<PullRequestInput> = {}) {
  const input = {
    receipt: { ...aReceipt(), ...receipt },
    issue: 12,
    draft: false,
    branch: 'nightshift/12-add',
    remote: 'origin',
    acceptance: [],
  };
  return renderPullRequest({ ...input, ...change });
}

function receiptIn(body: string): Receipt {
  const [, json = ''] = /<!-- nightshift:receipt (.*) -->$/s.exec(body) ?? [];
  return JSON.parse(json);
}

describe('a pull request', () => {
  it('says what it is, what proves it, what was paid and how to see for oneself', () => {
    const plan = aPlan([['Parse dates', 'leap years are known'], ['Use them']]);
    const { title, body } = render({ plan, whole: aVerdict() });
    expect(title).toBe('Add a thing');
    expect(body.slice(0, body.indexOf('<!--'))).toMatchSnapshot();
  });

  it('names the acceptance tests, ticks those that passed, and none where nobody knows which did', () => {
    const acceptance = ['test/dates.js > knows leap years', 'test/dates.js > `refuses` |day| 32', 'set aside'];
    const two = { acceptancePassed: 1, acceptanceTotal: 2 };
    const bodyOf = (verdict: Partial<ReturnType<typeof aVerdict>>) =>
      render({ whole: aVerdict(verdict), writtenTests: null }, { acceptance: acceptance.slice(0, 2) }).body;
    expect(bodyOf({ acceptancePassed: 2, acceptanceTotal: 2 })).toContain(
      '- [x] `test/dates.js > knows leap years`\n- [x] ',
    );
    expect(bodyOf({ ...two, failedAcceptance: [acceptance[1] ?? ''] })).toMatch(
      /- \[x\] .*leap years.*\n- \[ \] .*refuses/,
    );
    expect(bodyOf(two)).not.toContain('leap years');
  });

  it('closes its issue, and no other, whatever anybody wrote', () => {
    const plan = aPlan([[HOSTILE, HOSTILE], [HOSTILE]]);
    const writtenTests = {
      visible: artifact,
      contract: null,
      results: artifact,
      paths: [HOSTILE],
      count: 1,
      heldOut: null,
      author: HOSTILE,
      setAside: [HOSTILE],
    };
    const { title, body } = render({
      title: HOSTILE,
      plan,
      writtenTests,
      notes: [HOSTILE],
      candidates: [aCandidate({ generator: HOSTILE })],
      testCommand: 'npm test',
    });
    const shown = body.slice(0, body.lastIndexOf('<!--'));
    expect(shown.match(/(?:closes|fixes) #\d+/gi)).toEqual(['Closes #12']);
    expect(`${title}${shown}`).not.toMatch(/@\w|<!--/);
    expect(shown.match(/^ {0,3}<\/details>/gm)).toHaveLength(1);
  });

  it('claims no test where it knows no verdict on what is delivered, and no criterion as met', () => {
    const plan = aPlan([['a', 'it works'], ['b']]);
    const { body } = render({ plan, whole: null, commit: 'f'.repeat(40) });
    expect(body).toContain('No verdict on this change is known.');
    expect(body).not.toMatch(/tests passed|\[x\]/);
  });

  it('speaks of the verdict on the commit that is delivered, not of a better one', () => {
    const better = aCandidate({
      verdict: aVerdict({ judgedCommit: '9'.repeat(40), counts: { total: 99, passed: 99, failed: 0, skipped: 0 } }),
    });
    expect(render({ candidates: [aCandidate(), better] }).body).toContain('12 of 12 tests passed');
  });

  it('says first, in a draft, which tests fail and on whose word', () => {
    const superseded = [
      { id: 'test/a.js > keeps @all', byLeave: false },
      { id: 'test/b.js > old', byLeave: true },
    ];
    const verdict = aVerdict({ superseded, counts: { total: 12, passed: 10, failed: 2, skipped: 0 } });
    const { body } = render({ candidates: [aCandidate({ verdict })] }, { draft: true });
    const warning = body.split('\n\n')[1] ?? '';
    expect(warning).toMatch(
      /^> \*\*Draft\.\*\*[\s\S]*`test\/a\.js > keeps @\u200ball`[\s\S]*a person set them aside[\s\S]*`test\/b\.js > old`$/,
    );
    expect(body).toContain('2 failed and count for nothing');
  });

  it('names files that a person opened, and tests that a model wrote', () => {
    const writtenTests = {
      visible: artifact,
      contract: null,
      results: artifact,
      paths: ['test/new.js'],
      count: 3,
      heldOut: null,
      author: 'vendor/large',
      setAside: ['test/new.js > odd'],
    };
    const { body } = render({ writtenTests, candidates: [aCandidate({ verdict: aVerdict({ opened: ['ci.yml'] }) })] });
    expect(body).toMatch(/person's leave.*`ci\.yml`/);
    expect(body).toMatch(/`test\/new\.js` were written from the issue by `vendor\/large`, which saw no implementation/);
    expect(body).toMatch(/set aside and decided nothing: `test\/new\.js > odd`/);
  });

  it('gives commands that do what they say, also from a fork, whatever stands in the test command', () => {
    const { body } = render(
      { testCommand: 'npm test -w @acme/x -- --grep "```"' },
      { remote: 'https://github.test/me/library.git' },
    );
    expect(body).toContain(
      'git fetch https://github.test/me/library.git nightshift/12-add\ngit switch --detach FETCH_HEAD\nnpm test -w @acme/x -- --grep "```"',
    );
  });

  it('holds the receipt for machines, word for word, where people do not see it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', HOSTILE, '-->', '--!>', '-', '<!--', '\\u002d-'),
        (some, odd) => {
          const receipt = { ...aReceipt(), title: some + odd, notes: [odd + some] };
          const { body } = render(receipt);
          expect(receiptIn(body)).toEqual(JSON.parse(JSON.stringify(receipt)));
          const block = body.slice(body.lastIndexOf('<!-- nightshift:receipt') + 4, -3);
          expect(block).not.toMatch(/--|[<>@]/);
        },
      ),
    );
  });

  it('leaves the conversations of tries to the ledger', () => {
    const conversation = { head: { ...artifact, preview: 'what the model said' }, bytes: 1, messages: 1 };
    expect(render({ candidates: [aCandidate({ conversation })] }).body).not.toContain('what the model said');
  });

  it('fits into what GitHub takes: the hidden receipt goes first, then the tries, and the rest stays', () => {
    const many = (count: number) => Array.from({ length: count }, () => aCandidate({ note: 'x'.repeat(400) }));
    const large = render({ candidates: many(100) }).body;
    expect(large).not.toContain('nightshift:receipt');
    expect(large).toContain('40 earlier tries are not shown');
    const wide = render({ candidates: many(60).map((one) => ({ ...one, generator: 'g'.repeat(2_000) })) }).body;
    expect(wide).not.toContain('<details>');
    expect(wide).toContain('### See for yourself');
  });

  it('is never longer than GitHub takes', () => {
    const long = fc.integer({ min: 0, max: 3_000 }).map((count) => '@a|`_'.repeat(count));
    fc.assert(
      fc.property(long, fc.integer({ min: 0, max: 100 }), (some, count) => {
        const plan = aPlan(Array.from({ length: 12 }, () => [some, ...Array(8).fill(some)]));
        const { title, body } = render({
          title: some,
          plan,
          notes: Array(count).fill(some),
          testCommand: some,
          candidates: Array(count).fill(aCandidate({ generator: some })),
        });
        expect(title.length).toBeLessThanOrEqual(256);
        expect(body.length).toBeLessThanOrEqual(65_536);
        expect(body.startsWith('Closes #12\n')).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
