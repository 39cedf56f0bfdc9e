import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CandidateEnd } from '../../core/candidate.js';
import { continuesConversation, type RepairFacts } from '../../core/repair-context.js';

const FACTS: RepairFacts = {
  price: {
    inputMicroUsdPerMTok: 1_000_000,
    cachedInputMicroUsdPerMTok: 100_000,
    cacheWriteMicroUsdPerMTok: 1_250_000,
    outputMicroUsdPerMTok: 5_000_000,
  },
  end: 'finished',
  sameGenerator: true,
  conversationBytes: 30_000,
  briefBytes: 20_000,
  idleMs: 10_000,
};

test('a short conversation that is still cached goes on, and begins afresh once the cache has forgotten it', () => {
  expect(continuesConversation('cheaper', FACTS)).toBe(true);
  expect(continuesConversation('cheaper', { ...FACTS, idleMs: 600_000 })).toBe(false);
});

test('the longer the conversation and the longer ago, the less it goes on', () => {
  const bytes = fc.integer({ min: 1_000, max: 400_000 });
  fc.assert(
    fc.property(bytes, bytes, fc.integer({ min: 0, max: 900_000 }), (conversationBytes, more, idleMs) => {
      const facts = { ...FACTS, conversationBytes, idleMs };
      const longer = { ...facts, conversationBytes: conversationBytes + more };
      if (continuesConversation('cheaper', longer)) expect(continuesConversation('cheaper', facts)).toBe(true);
      const later = { ...facts, idleMs: idleMs + 600_000 };
      if (continuesConversation('cheaper', later)) expect(continuesConversation('cheaper', facts)).toBe(true);
    }),
  );
});

test.each<CandidateEnd>(['stuck', 'turnLimit', 'timeLimit', 'contextLimit', 'leaseSpent', 'unusableAnswer'])(
  'what ended by %s begins afresh, also where conversations are to go on',
  (end) => {
    expect(continuesConversation('continued', { ...FACTS, end })).toBe(false);
  },
);

test('another generator never goes on with a conversation that is not its own', () => {
  expect(continuesConversation('continued', { ...FACTS, sameGenerator: false })).toBe(false);
});
