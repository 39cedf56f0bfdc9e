// The ledger with its door watched: nothing that is written into it holds a secret that this process was given. What
// looks like one is taken out of texts where they come in, not here: tests that a person gave may hold some, and are
// stored as they are.
import type { Ledger } from '../ledger/ledger.js';
import type { KnownSecrets } from './known-secrets.js';

/** Keys of rows stay as they are, since they are looked up; they are made of names that the redacted spec gave. */
export function redactingLedger(ledger: Ledger, known: KnownSecrets): Ledger {
  const { artifacts, journal, specs, verdicts, baselines, outcomes } = ledger;
  return {
    ...ledger,
    artifacts: {
      ...artifacts,
      put: (text) => artifacts.put(known.redactDocument(text)),
    },
    journal: {
      ...journal,
      void: (row, why) => journal.void(row, known.redact(why)),
    },
    specs: {
      ...specs,
      record: (input) => {
        const { spec, repository, ...keys } = input;
        return specs.record({ ...keys, spec: known.redactIn(spec), repository: known.redactIn(repository) });
      },
      recordCandidate: (deliverId, generation, candidate) =>
        specs.recordCandidate(deliverId, generation, { ...known.redactIn(candidate), key: candidate.key }),
    },
    verdicts: {
      ...verdicts,
      put: (cacheKey, verdict) => verdicts.put(cacheKey, known.redactIn(verdict)),
    },
    baselines: {
      ...baselines,
      put: (cacheKey, baseline) => baselines.put(cacheKey, known.redactIn(baseline)),
    },
    outcomes: {
      ...outcomes,
      record: (input) => outcomes.record({ ...known.redactIn(input), deliverId: input.deliverId }),
    },
  };
}
