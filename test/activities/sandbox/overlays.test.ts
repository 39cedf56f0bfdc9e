import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../activities/sandbox/bubblewrap.js';
import type { SandboxMount } from '../../../activities/sandbox/sandbox.js';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { freshFolder, removeFolders, runIn } from './harness.js';
import { weakenedBubblewrap } from './weakened-bubblewrap.js';

afterAll(removeFolders);

let source: string;
let scratch: string;
let mounts: SandboxMount[];

beforeEach(() => {
  source = freshFolder();
  scratch = freshFolder();
  mkdirSync(join(source, 'cache'));
  writeFileSync(join(source, 'cache/kept'), 'as installed');
  writeFileSync(join(source, 'index.js'), 'as installed');
  mounts = [{ source, target: '/w/deps', access: 'overlay', scratch: ['cache'] }];
});

// The bubblewrap that is fetched knows overlays; one of the system may be too old for them.
describe('with overlays', () => {
  test('a run may change and remove what is mounted, and neither the source nor the next run sees it', async () => {
    const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap(), scratch });
    const command = 'cd deps && echo changed > index.js && rm cache/kept && mkdir new && cat index.js && ls . cache';
    const [first, second] = [await runIn(sandbox, command, { mounts }), await runIn(sandbox, command, { mounts })];
    expect(first.output).toBe('changed\n.:\ncache\nindex.js\nnew\n\ncache:\n');
    expect(second.output).toBe(first.output);
    expect(readFileSync(join(source, 'index.js'), 'utf8')).toBe('as installed');
    expect(readdirSync(join(source, 'cache'))).toEqual(['kept']);
  });

  test('nothing of what was written is left, be it closed to its owner', async () => {
    const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap(), scratch });
    const command = 'mkdir -p deps/a/b && echo x > deps/a/b/c && chmod 000 deps/a/b deps/a && echo done';
    expect((await runIn(sandbox, command, { mounts })).output).toBe('done\n');
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('what is written counts as the disk that a run may take', async () => {
    const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap(), scratch });
    const command = 'cd deps && head -c 60000000 /dev/zero > big && sync big && sleep 20';
    const result = await runIn(sandbox, command, { mounts, limits: { diskBytesMax: 20_000_000 } });
    expect(result.reason).toBe('diskLimit');
  });

  test('runs side by side do not see each other', async () => {
    const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap(), scratch });
    const write = (name: string) => runIn(sandbox, `touch deps/${name}; sleep 0.3; ls deps`, { mounts });
    const [one, two] = await Promise.all([write('one'), write('two')]);
    expect(one.output).toBe('cache\nindex.js\none\n');
    expect(two.output).toBe('cache\nindex.js\ntwo\n');
  });
});

describe('without overlays', () => {
  test('the mount is read-only, but for its scratch folders', async () => {
    const old = await weakenedBubblewrap('--overlay-src', '--no-such-option');
    const command = 'cd deps; echo changed > index.js; ls -A cache; echo note > cache/new && cat cache/new index.js';
    const result = await runIn(createBubblewrapSandbox({ bwrapPath: old, scratch }), command, { mounts });
    expect(result.output).toMatch(/Read-only file system\nnote\nas installed$/);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('the same goes for a folder in which the file system below allows none', async () => {
    chmodSync(scratch, 0o755);
    const old = await weakenedBubblewrap('--overlay', '--ro-bind');
    const result = await runIn(createBubblewrapSandbox({ bwrapPath: old, scratch }), 'echo x > deps/new', { mounts });
    expect(result.output).toContain('Read-only file system');
  });
});
