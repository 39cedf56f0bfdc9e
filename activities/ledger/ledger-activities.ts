// The ledger's activities: what workflows write down about specs, candidates and receipts.
import type { LedgerActivities } from '../../core/activities.js';
import { renderReceipt } from '../../core/render-receipt.js';
import type { Hands } from '../hands.js';

export function createLedgerActivities({ ledger }: Pick<Hands, 'ledger'>): LedgerActivities {
  return {
    async recordSpec(input) {
      await ledger.specs.record(input);
    },

    async recordCandidate({ deliverId, generation, candidate }) {
      await ledger.specs.recordCandidate(deliverId, generation, candidate);
    },

    async chargedUnder({ keyPrefix }) {
      return ledger.journal.chargedUnder(keyPrefix);
    },

    async writeReceipt({ receipt }) {
      const markdown = await ledger.artifacts.put(renderReceipt(receipt));
      const json = await ledger.artifacts.put(JSON.stringify(receipt, null, 2));
      await ledger.specs.close(receipt, markdown, json);
      return markdown;
    },

    async recordOutcome(input) {
      await ledger.outcomes.record(input);
    },
  };
}
