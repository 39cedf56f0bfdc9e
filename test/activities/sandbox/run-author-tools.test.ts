// The tool calls of an author of tests, on a real repository, ledger and sandbox.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { appendMessage, readLastMessage } from '../../../activities/conversation.js';
import { runAuthorTools } from '../../../activities/sandbox/run-author-tools.js';
import type { ArtifactRef } from '../../../core/artifact.js';
import type { AcceptanceFiles } from '../../../core/spec.js';
import { WRITTEN_FILES_MAX } from '../../../core/written-tests.js';
import { type Room, room } from '../validator/room.js';
import { git, storeOf } from '../workspace/repositories.js';

const OLD = "import test from 'node:test';\ntest('is old', () => {});\n";
let house: Room;

beforeAll(async () => {
  house = await room({
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
    'src/one.js': 'export const one = 1;\n',
    'test/old.test.js': OLD,
  });
});

async function turn(command: string, files: ArtifactRef | null = null) {
  const { artifacts } = house.hands.ledger;
  const call = { type: 'tool-call' as const, toolCallId: 'call-1', toolName: 'bash', input: { command } };
  const { repository, base: baseCommit, plan: validator } = house;
  const conversation = await appendMessage(artifacts, null, { role: 'assistant', content: [call] });
  const input = { repository, baseCommit, conversation, files, validator, sandbox: 'bubblewrap' as const };
  const ran = await runAuthorTools(house.hands, input, new AbortController().signal);
  const kept: AcceptanceFiles = ran.files ? JSON.parse(await artifacts.get(ran.files)) : {};
  return { ...ran, kept, answer: JSON.stringify((await readLastMessage(artifacts, ran.conversation)).content) };
}

describe('of what an author of tests does', () => {
  test('new files of tests stay, and nothing else', async () => {
    const before = git(storeOf({ state: house.hands.home.state, repository: house.repository }), 'rev-list', '--all');
    const { kept } = await turn(
      'echo new > test/new.test.js; echo all > src/one.js; echo old > test/old.test.js; mkdir -p test/deep lib; ' +
        'echo deep > test/deep/more.js; echo no > lib/no.js; echo x > test/conftest.py; echo {} > test/package.json; ' +
        'ln -s /etc/passwd test/link.test.js; printf "a\\0b" > test/binary.test.js; ' +
        'odd=$(printf "test/odd\\377"); mkdir "$odd"; echo x > "$odd/a.test.js"; echo x > "$odd.test.js"',
    );
    expect(kept).toEqual({ 'test/new.test.js': 'new\n', 'test/deep/more.js': 'deep\n' });
    const after = git(storeOf({ state: house.hands.home.state, repository: house.repository }), 'rev-list', '--all');
    expect(after).toBe(before);
  });

  test('the next turn sees the base with those files', async () => {
    const first = await turn('echo new > test/new.test.js; echo all > src/one.js');
    const second = await turn('cat test/new.test.js src/one.js; rm test/new.test.js', first.files);
    expect(second.answer).toContain('new\\nexport const one = 1;');
    expect([second.kept, second.files]).toEqual([{}, null]);
  });

  test('so many files as nobody reads are not kept, and it is told so', async () => {
    const { kept, answer } = await turn(
      `for n in $(seq 100 ${100 + WRITTEN_FILES_MAX}); do echo x > test/$n.test.js; done`,
    );
    expect(Object.keys(kept)).toHaveLength(WRITTEN_FILES_MAX);
    expect(answer).toContain(`these are not kept: test/${100 + WRITTEN_FILES_MAX}.test.js`);
  });
});
