// The faults of a provider, each with what is to come of it.
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import type { CallState } from '../../../activities/ledger/ledger.js';
import type { WireLimits } from '../../../activities/models/open-wire.js';
import type { FailureType } from '../../../core/failures.js';
import type { UnusableReason } from '../../../core/model-activities.js';
import { asEvents } from '../../doubles/event-stream.js';
import { openAiAnswer, type Reply, type ScriptedAnswer } from '../../doubles/model-server.js';
import { selfSigned } from '../../doubles/self-signed.js';

export interface Fault {
  when: string;
  reply?: Reply;
  /** The address that is asked in place of the scripted server's. */
  at?: () => Promise<string>;
  /** A failure that is thrown, a reason, or an answer: one that can be used or one that cannot be read. */
  gives: FailureType | UnusableReason | 'answer' | 'unreadable';
  says?: string;
  row: CallState;
  booked: 'nothing' | 'worst' | number;
  maxOutputTokens?: number;
  limits?: Partial<WireLimits>;
}

const message = (text: string, more: object = {}) => ({ error: { message: text, ...more } });
export const REQUEST = 'word '.repeat(400);
const TEXT = 'done '.repeat(100);
/** What an honest provider says of this request and this answer. */
const HONEST = { input: 600, output: 130 };
const told = (usage: Exclude<ScriptedAnswer['usage'], undefined>, text = TEXT) => openAiAnswer({ text, usage });
const DONE = told(HONEST);
/** Figures as they stand in the text of the stream. */
const toldInText = (input: string, output: string): Reply => ({
  pieces: (asEvents(DONE.body) ?? []).map((piece) =>
    piece.replace('"prompt_tokens":600', `"prompt_tokens":${input}`).replace('tokens":130', `tokens":${output}`),
  ),
  made: HONEST.output,
});

const REFUSALS: Fault[] = [
  { when: 'a request that is wrong (400)', reply: { status: 400 }, gives: 'rejected', row: 'void', booked: 'nothing' },
  { when: 'one that is too large (413)', reply: { status: 413 }, gives: 'rejected', row: 'void', booked: 'nothing' },
  { when: 'one that makes no sense (422)', reply: { status: 422 }, gives: 'rejected', row: 'void', booked: 'nothing' },
  {
    when: 'a text that moderation does not let through (403)',
    reply: { status: 403, body: message('flagged', { metadata: { flagged_input: 'x' } }) },
    gives: 'rejected',
    row: 'void',
    booked: 'nothing',
  },
  ...(
    [
      ['a dead key (401)', { status: 401 }, 'check the key in DOUBLE_KEY'],
      ['no credit (402)', { status: 402 }, 'no credit left'],
      ['a key that may not do this (403)', { status: 403 }, 'check the key in DOUBLE_KEY'],
      ['a model that was retired (404)', { status: 404 }, "check the model's name"],
      ['a wrong address (405)', { status: 405 }, 'correct the address http'],
      ['a model that is gone (410)', { status: 410 }, 'may have been retired'],
      ['a law against it (451)', { status: 451 }, 'may not serve you'],
      [
        'an empty account (429)',
        { status: 429, body: message('pay', { code: 'insufficient_quota' }) },
        'no credit left',
      ],
      [
        'an empty account (400)',
        { status: 400, body: message('Your credit balance is too low to go on') },
        'no credit',
      ],
      [
        'an unknown key (400)',
        { status: 400, body: message('bad', { details: [{ reason: 'API_KEY_INVALID' }] }) },
        'check the key in DOUBLE_KEY',
      ],
      ['a redirect (307)', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'it sends elsewhere'],
    ] as [string, Reply, string][]
  ).map(([when, reply, says]): Fault => ({ when, reply, gives: 'gone', says, row: 'void', booked: 'nothing' })),
  ...[408, 409, 429, 500, 502, 503, 529].map(
    (status): Fault => ({
      when: `status ${status}`,
      reply: { status, body: message('later') },
      gives: 'ModelBusy',
      says: `later (status ${status})`,
      row: 'void',
      booked: 'nothing',
    }),
  ),
  {
    when: 'a gateway that gave up on a host behind it (504)',
    reply: { status: 504, billed: true },
    gives: 'ModelBusy',
    row: 'started',
    booked: 'worst',
  },
  ...[429, 503].map(
    (status): Fault => ({
      when: `status ${status} with the word not to try again`,
      reply: { status, headers: { 'x-should-retry': 'false' } },
      gives: 'unavailable',
      row: 'void',
      booked: 'nothing',
    }),
  ),
  {
    when: 'a refusal with the word to try again',
    reply: { status: 400, headers: { 'x-should-retry': 'true' } },
    gives: 'ModelBusy',
    row: 'void',
    booked: 'nothing',
  },
];

const CONNECTIONS: Fault[] = [
  {
    when: 'nobody who listens',
    at: unusedAddress,
    gives: 'ModelUnreachable',
    says: '127.0.0.1',
    row: 'void',
    booked: 'nothing',
  },
  {
    when: 'a name that does not resolve',
    at: async () => 'http://no-such-host.invalid/v1',
    gives: 'ModelUnreachable',
    says: 'the address http://no-such-host.invalid/v1 right',
    row: 'void',
    booked: 'nothing',
  },
  {
    when: 'a certificate that nobody vouches for',
    at: selfSignedAddress,
    gives: 'ModelUnreachable',
    says: 'self-signed',
    row: 'void',
    booked: 'nothing',
  },
  {
    when: 'no TLS where https is asked for',
    at: plainAddress,
    gives: 'ModelUnreachable',
    row: 'void',
    booked: 'nothing',
  },
  {
    when: 'a port that the runtime does not ask',
    at: async () => 'http://127.0.0.1:9/v1',
    gives: 'gone',
    says: 'bad port (not sent; correct the address http://127.0.0.1:9/v1',
    row: 'void',
    booked: 'nothing',
  },
  ...(
    [
      ['a reset before the headers', { fault: 'resetBefore', billed: true }, {}],
      ['a reset after the headers', { fault: 'resetAfter' }, {}],
      // The runtime makes a nameless error of it.
      ['a proxy that wants a login (407)', { status: 407 }, {}],
      ['a stream that is cut', { ...DONE, fault: 'cut' }, {}],
      ['silence', { fault: 'hang' }, { thinkingMs: 50 }],
      ['a stream that falls silent', { ...DONE, fault: 'stall' }, { quietMs: 50, thinkingMs: 50 }],
    ] as [string, Reply, Partial<WireLimits>][]
  ).map(
    ([when, reply, limits]): Fault => ({
      when,
      reply,
      limits,
      gives: 'ModelConnectionLost',
      row: 'started',
      booked: 'worst',
    }),
  ),
];

const ANSWERS: Fault[] = [
  ...(
    [
      ['nothing', { body: '' }],
      ['no JSON', { body: 'Service is warming up' }],
      ['JSON of another kind', { body: { hello: 'world' } }],
      ['a page in place of a stream', { body: '<html>', headers: { 'content-type': 'text/html' } }],
      ['more than 1 MB', { ...told(null, 'x'.repeat(1_000_001)) }],
    ] as [string, Reply][]
  ).map(
    ([what, reply]): Fault => ({
      when: `an answer that is ${what}`,
      reply,
      gives: 'unreadable',
      row: 'settled',
      booked: 'worst',
      maxOutputTokens: 300_000,
    }),
  ),
  {
    when: 'an answer of nearly 1 MB',
    reply: told({ input: 600, output: 250_000 }, 'x'.repeat(990_000)),
    gives: 'answer',
    row: 'settled',
    booked: 600 + 5 * 250_000,
    maxOutputTokens: 300_000,
  },
  { when: 'honest usage', reply: DONE, gives: 'answer', row: 'settled', booked: 600 + 5 * 130 },
  {
    when: 'too large a usage',
    reply: told({ input: 600, output: 99_999 }),
    gives: 'answer',
    row: 'settled',
    booked: 600 + 5 * 99_999,
  },
  ...(
    [
      ['missing', told(null)],
      ['zero', told({ input: 0, output: 0 })],
      ['halved', told({ input: 300, output: 65 })],
      ['halved in its output', told({ input: 600, output: 65 })],
      ['of a trillion tokens', told({ input: 1e12, output: 130 })],
      ['larger than any number', toldInText('600', '1e300')],
      ['negative', told({ input: -600, output: -130 })],
      ['null', toldInText('null', 'null')],
    ] as [string, Reply][]
  ).map(
    ([what, reply]): Fault => ({
      when: `usage that is ${what}`,
      reply,
      gives: 'answer',
      row: 'settled',
      booked: 'worst',
    }),
  ),
  ...(
    [
      ['no number in JSON', toldInText('NaN', 'NaN')],
      ['words', toldInText('"many"', '"few"')],
    ] as [string, Reply][]
  ).map(
    ([what, reply]): Fault => ({
      when: `usage that is ${what}`,
      reply,
      gives: 'unreadable',
      row: 'settled',
      booked: 'worst',
    }),
  ),
];

export const FAULTS = [...REFUSALS, ...CONNECTIONS, ...ANSWERS];

const open: Server[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listening(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

/** It was free a moment ago. */
async function unusedAddress(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  open.splice(0);
  return `http://${address}`;
}

async function selfSignedAddress(): Promise<string> {
  return `https://${await listening(createTlsServer(selfSigned('127.0.0.1')))}`;
}

async function plainAddress(): Promise<string> {
  return `https://${await listening(createServer())}`;
}
