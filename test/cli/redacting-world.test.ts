import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { redactingWorld } from '../../cli/redacting-world.js';
import { callCli } from './call-cli.js';

const KEY = 'given-to-the-process-42';

test('what a command says of an error holds no key of its environment, for people and for programs', async () => {
  const { exitCode, stdout, stderr } = await callCli(['run', `${KEY}.md`, '--json'], { env: { GITHUB_TOKEN: KEY } });
  expect(exitCode).toBe(2);
  expect([stdout, stderr]).toEqual(Array(2).fill(expect.stringContaining('[secret removed].md')));
  expect(stdout + stderr).not.toContain(KEY);
});

test('a stream is still what it was in all but what is written to it', () => {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const world = redactingWorld({ env: { GITHUB_TOKEN: KEY }, cwd: '/', stdout, stderr: stdout });
  world.stdout.write(`a ${KEY}`);
  world.stdout.write(Buffer.from(' b'));
  stdout.columns = 40;
  expect([String(stdout.read()), world.stdout.isTTY, world.stdout.columns]).toEqual(['a [secret removed] b', true, 40]);
  let ended = false;
  world.stdout.once('finish', () => {
    ended = true;
  });
  world.stdout.end();
  expect(stdout.writableEnded).toBe(true);
  expect(ended).toBe(false);
});
