// An endpoint that sends callers elsewhere: keys and prompts go nowhere but to the address that the operator named.
import { afterAll, expect, test } from '@jest/globals';
import { type ModelServer, startModelServer } from '../../../doubles/model-server.js';
import { FAMILIES, openFamilyRoom } from './families.js';

const elsewhere: ModelServer[] = [];
afterAll(() => Promise.all(elsewhere.map((server) => server.close())));

test.each(FAMILIES)('%s is not followed to another address, and the way out is told', async (_, family) => {
  const { server, ask, rows } = await openFamilyRoom(family);
  const other = await startModelServer();
  elsewhere.push(other);
  server.script({ status: 307, headers: { location: `${other.url}/elsewhere` }, body: '' });
  expect(await ask()).toMatchObject({
    ok: false,
    reason: 'gone',
    message: expect.stringMatching(/status 307; it sends elsewhere, .*correct the address http/),
  });
  expect(other.seen).toEqual([]);
  expect(await rows()).toEqual(['void']);
});
