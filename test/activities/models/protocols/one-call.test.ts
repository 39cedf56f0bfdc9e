// Providers that know a switch for it are asked for one call a turn, as further calls would be refused.
import { expect, test } from '@jest/globals';
import { MODEL_TOOLS } from '../../../../activities/models/model-tools.js';
import { callInput } from '../model-room.js';
import { FAMILIES, openFamilyRoom } from './families.js';

const SWITCHES = new Map([
  ['anthropic', '"disable_parallel_tool_use":true'],
  ['openai', '"parallel_tool_calls":false'],
]);

test.each(FAMILIES)(
  '%s is asked for one call a turn where it knows how, and only where there are tools',
  async (_, family) => {
    const { server, ask } = await openFamilyRoom(family);
    const wanted = SWITCHES.get(family.kind);
    for (const tools of [MODEL_TOOLS, []]) {
      server.script({ status: 400, body: {} });
      const { request, identity } = callInput();
      await ask({ identity: { ...identity, journalKey: `step/${tools.length}` }, request: { ...request, tools } });
      const body = server.seen.at(-1)?.body ?? '';
      for (const switchOf of SWITCHES.values()) {
        expect([body.includes(switchOf), switchOf]).toEqual([tools.length > 0 && switchOf === wanted, switchOf]);
      }
    }
  },
);
