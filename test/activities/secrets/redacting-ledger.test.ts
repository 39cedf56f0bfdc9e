import { describe, expect, it } from '@jest/globals';
import { appendMessage, readMessages } from '../../../activities/conversation.js';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import { redactingLedger } from '../../../activities/secrets/redacting-ledger.js';
import { aVerdict } from '../../doubles/records.js';
import { openLedger } from '../ledger/temporary-ledger.js';

const KNOWN = 'given"to-the-process-42';
const known = createKnownSecrets([KNOWN]);

describe('a ledger whose door is watched', () => {
  it('stores texts and conversations without what the process was given, and gives their names', async () => {
    const inside = await openLedger();
    const { artifacts } = redactingLedger(inside, known);
    const ref = await artifacts.put(`${KNOWN} in a log`);
    expect([ref.preview, await inside.artifacts.get(ref)]).toEqual(Array(2).fill('[secret removed] in a log'));
    const conversation = await appendMessage(artifacts, null, { role: 'user', content: `say\n${KNOWN}` });
    expect(await readMessages(inside.artifacts, conversation)).toEqual([
      { role: 'user', content: 'say\n[secret removed]' },
    ]);
  });

  it('keeps verdicts by their keys, and in them nothing of the kind', async () => {
    const inside = await openLedger();
    const ledger = redactingLedger(inside, known);
    const findings = await ledger.artifacts.put('[]');
    await ledger.verdicts.put('key', aVerdict({ findings, log: null, firstFinding: `is not ${KNOWN}` }));
    expect((await inside.verdicts.get('key'))?.firstFinding).toBe('is not [secret removed]');
  });

  it('notes why a call was void without the words of a provider that repeats its key', async () => {
    const inside = await openLedger();
    const told: string[] = [];
    const journal = { ...inside.journal, void: async (_row: unknown, why: string) => void told.push(why) };
    const ledger = redactingLedger({ ...inside, journal }, known);
    const row = await ledger.journal.start({
      key: 'k',
      requestHash: 'h',
      model: 'm',
      purpose: 'build',
      worstMicroUsd: 1,
      worstTokens: 8,
      startedAtMs: 0,
    });
    await ledger.journal.void(row, `wrong key ${KNOWN}`);
    expect(told).toEqual(['wrong key [secret removed]']);
  });
});
