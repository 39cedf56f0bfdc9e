import { expect, it } from '@jest/globals';
import { journaledCall } from '../../../activities/models/journaled-call.js';
import { WIRE_LIMITS } from '../../../activities/models/open-wire.js';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import { redactingProviders } from '../../../activities/secrets/redacting-providers.js';
import { openAiAnswer } from '../../doubles/model-server.js';
import { asActivity, callInput, KEY, openModelRoom } from '../models/model-room.js';

const GIVEN = 'given"to-the-process-42';

it('sends prompts without what the process was given, and its key in the one header alone', async () => {
  const { server, ledger, providers } = await openModelRoom();
  const hands = { ledger, providers: redactingProviders(providers, createKnownSecrets([GIVEN, KEY])) };
  server.script(openAiAnswer({ text: 'Yes.' }));
  const request = {
    messages: [
      { role: 'system' as const, content: `Never say ${KEY}.` },
      { role: 'user' as const, content: `Is it ${GIVEN}? ${encodeURIComponent(GIVEN)}` },
    ],
    tools: [],
    answerSchema: null,
  };
  expect(await asActivity(() => journaledCall(hands, callInput({ request })))).toMatchObject({ ok: true });
  const [seen] = server.seen;
  expect(JSON.parse(seen?.body ?? '').messages).toEqual([
    { role: 'system', content: 'Never say [secret removed].' },
    { role: 'user', content: 'Is it [secret removed]? [secret removed]' },
  ]);
  expect(seen?.headers.authorization).toBe(`Bearer ${KEY}`);
});

it('tells of errors without any of it, however the provider says it', async () => {
  const { server, ledger, providers } = await openModelRoom();
  const hands = { ledger, providers: redactingProviders(providers, createKnownSecrets([GIVEN, KEY])) };
  const message = `wrong: Basic ${Buffer.from(`:${KEY}`).toString('base64')}, ${GIVEN}`;
  server.script({ status: 400, body: { error: { message } } });
  const refused = await asActivity(() => journaledCall(hands, callInput()));
  expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('[secret removed]') });
  expect(JSON.stringify(refused)).not.toContain(Buffer.from(KEY).toString('base64').slice(4, 20));
  expect(JSON.stringify(refused)).not.toContain('to-the-process');
});

it('leaves the watch over a call in place: silence is cut here as well', async () => {
  const { server, ledger, providers } = await openModelRoom();
  const hands = {
    ledger,
    providers: redactingProviders(providers, createKnownSecrets([GIVEN])),
    wireLimits: { ...WIRE_LIMITS, thinkingMs: 100 },
  };
  server.script({ fault: 'hang' });
  await expect(asActivity(() => journaledCall(hands, callInput()))).rejects.toMatchObject({
    type: 'ModelConnectionLost',
    message: expect.stringContaining('not a byte came for 0.1 s'),
  });
});
