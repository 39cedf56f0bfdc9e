import { describe, expect, test } from '@jest/globals';
import type { Generator } from '../../core/generator.js';
import { MICRO_USD_PER_USD } from '../../core/money.js';
import type { Receipt } from '../../core/receipt.js';
import { renderReceipt } from '../../core/render-receipt.js';
import { aCandidate, aReceipt, aVerdict } from '../doubles/records.js';

describe('the receipt', () => {
  test('reads as a whole', () => {
    expect(renderReceipt(aReceipt())).toMatchSnapshot();
  });

  test('shows a total that is the sum of its parts', () => {
    const receipt = aReceipt();
    const parts = [...receipt.candidates, ...receipt.overheadCalls].map((part) => part.chargedMicroUsd);
    const total = parts.reduce((sum, part) => sum + part, 0);
    expect(receipt.spentMicroUsd).toBe(total);
    expect(renderReceipt(receipt)).toContain(`**$${(total / MICRO_USD_PER_USD).toFixed(4)}**`);
  });

  test("says which model stands behind a generator with a name of the operator's own, and no more", () => {
    const plain: Generator = {
      name: 'anthropic/m',
      family: 'anthropic',
      provider: 'anthropic',
      model: 'm',
      price: {
        inputMicroUsdPerMTok: 1,
        cachedInputMicroUsdPerMTok: 1,
        cacheWriteMicroUsdPerMTok: 1,
        outputMicroUsdPerMTok: 1,
      },
      scripted: false,
      settings: { maxOutputTokens: 1_000 },
    };
    const both = { ...aReceipt(), portfolio: [plain, { ...plain, name: 'careful' }] };
    expect(renderReceipt(both)).toContain('| Generators | careful is anthropic/m |');
    expect(renderReceipt({ ...aReceipt(), portfolio: [plain] })).not.toContain('| Generators |');
  });

  test('links the pull request, and has no row for one that was not opened', () => {
    const pullRequest = { number: 8, url: 'https://forge.test/acme/library/pull/8' };
    expect(renderReceipt({ ...aReceipt(), pullRequest })).toContain(`| Pull request | [#8](${pullRequest.url}) |`);
    expect(renderReceipt(aReceipt())).not.toContain('Pull request');
  });

  test('says when a scripted model answered and when there was no sandbox', () => {
    expect(renderReceipt({ ...aReceipt(), scripted: true })).toContain('**Scripted.**');
    expect(renderReceipt({ ...aReceipt(), sandbox: 'none' })).toContain('**No sandbox.**');
  });

  test('says why a try passed although tests failed', () => {
    const receipt = aReceipt();
    const candidates = receipt.candidates.map((candidate) => {
      const { verdict } = candidate;
      return verdict?.passed
        ? { ...candidate, verdict: { ...verdict, counts: { ...verdict.counts, failed: 2 } } }
        : candidate;
    });
    const told = /`whole\/1-repair-1`: 2 failing tests decided nothing: they failed on the base already/;
    expect(renderReceipt(receipt)).not.toMatch(/decided nothing/);
    expect(renderReceipt({ ...receipt, candidates })).toMatch(told);
  });

  test('keeps its tables whole when a title or a finding holds pipes and line breaks', () => {
    const nasty: Receipt = { ...aReceipt(), notes: ['a | b\nc'], title: 'x' };
    expect(renderReceipt(nasty)).toContain('- a \\| b c');
  });

  test('begins with the old tests that fail in the result, and tells by whose word', () => {
    const superseded = [
      { id: 'test/a.test.js > rounds down', byLeave: true },
      { id: 'test/b.test.js > is | short', byLeave: false },
    ];
    const receipt: Receipt = {
      ...aReceipt(),
      outcome: 'draft',
      candidates: [aCandidate({ verdict: aVerdict({ superseded }) })],
    };
    const [title, , , , setAside, first, , draft, second] = renderReceipt(receipt).split('\n');
    expect(title).toBe('# Draft: Add a thing');
    expect([setAside, first]).toEqual([
      "> **Set aside by a person's leave**, since the spec contradicts them. They fail now:",
      '> - test/a.test.js > rounds down',
    ]);
    expect(draft).toMatch(/^> \*\*These tests of the repository fail\*\*/);
    expect(second).toBe('> - test/b.test.js > is \\| short');
  });
});
