import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createSecretScanner } from '../../../activities/secrets/find-secrets.js';
import { createKnownSecrets } from '../../../activities/secrets/known-secrets.js';
import type { SecretScan } from '../../../core/secret.js';
import {
  candidate,
  type Files,
  git,
  type Opened,
  opened,
  snapshotOf,
  userRepository,
  workspaceOn,
} from '../workspace/repositories.js';
import {
  AWS_KEY_ID,
  artifactsInLedger,
  GITHUB_TOKEN,
  PRIVATE_KEY,
  SLACK_TOKEN,
  SWITCHED_OFF,
  scannerOn,
} from './samples.js';

const CLEAN: SecretScan = { inResult: [], inHistory: [], problem: null };

let house: Opened;
beforeAll(async () => {
  house = await opened(userRepository({ 'src/old.js': `const old = '${GITHUB_TOKEN}';\nexport const a = 1;\n` }));
});

async function scan(commit: string, allowedPaths: string[] = []): Promise<SecretScan> {
  const scanner = await scannerOn(house.workspace, allowedPaths);
  return scanner.scan({ repository: house.repository, baseCommit: house.base, commit, acceptance: null });
}

async function scanOf(files: Files, allowedPaths: string[] = []): Promise<SecretScan> {
  return scan(await candidate(house, house.base, files), allowedPaths);
}

describe('the scan for secrets', () => {
  it('names file, line and kind of what a commit adds, and never says the secret itself', async () => {
    const found = await scanOf({ 'src/a.js': `one\ntwo\nconst t = '${GITHUB_TOKEN}';\n`, 'key.pem': PRIVATE_KEY });
    expect(found.inResult).toEqual([
      { path: 'key.pem', line: 1, rule: 'privatekey/PrivateKey', masked: expect.stringMatching(/^----… /) },
      { path: 'src/a.js', line: 3, rule: 'github/GITHUB_TOKEN', masked: 'ghp_… (40 characters)' },
    ]);
    expect(JSON.stringify(found)).not.toContain(GITHUB_TOKEN.slice(5));
  });

  it('says nothing about what the base held, in a file that was changed or renamed', async () => {
    const text = git(house.user, 'show', `${house.base}:src/old.js`);
    expect(await scanOf({ 'src/old.js': `${text}\nexport const b = 2;\n` })).toEqual(CLEAN);
    const worktree = await house.workspace.addWorktree(house.repository, house.base);
    renameSync(join(worktree.dir, 'src/old.js'), join(worktree.dir, 'src/new.js'));
    const { commit: renamed } = await snapshotOf(house, worktree, 'renamed');
    expect(await scan(renamed)).toEqual(CLEAN);
  });

  it.each<[string, string]>([
    ['comments that switch the scanner off', `${SWITCHED_OFF}\nconst t = '${SLACK_TOKEN}'; ${SWITCHED_OFF}-line\n`],
    ['a NUL that makes the file binary', `\0\0\nconst t = '${SLACK_TOKEN}';\n`],
    ['two bytes for each letter', Buffer.from(`x\n${SLACK_TOKEN}\n`, 'utf16le').toString('latin1')],
    ['lines that look like a header of a patch', `++ b/other.js\n@@ -0,0 +1,9 @@\n${SLACK_TOKEN}\n`],
  ])('is not misled by %s', async (_by, text) => {
    const { inResult } = await scanOf({ 'src/a.js': Buffer.from(text, 'latin1') });
    expect(inResult).toMatchObject([{ path: 'src/a.js', rule: 'slack/SLACK_TOKEN' }]);
  });

  it('is not misled by attributes that call a file binary, or by names that git quotes', async () => {
    const { inResult } = await scanOf({ '.gitattributes': '* binary -diff\n', 'a "b"\tö.txt': AWS_KEY_ID });
    expect(inResult).toMatchObject([{ path: 'a "b"\tö.txt', line: 1, rule: 'aws/AWSAccessKeyID' }]);
  });

  it('finds what one commit added and a later one took out, in the history only', async () => {
    const added = await candidate(house, house.base, { 'src/a.js': `'${SLACK_TOKEN}'\n` });
    const removed = await candidate(house, added, { 'src/a.js': 'process.env.TOKEN\n' });
    expect(await scan(removed)).toMatchObject({ inResult: [], inHistory: [{ path: 'src/a.js', line: 1 }] });
  });

  it('finds a key of which each commit added a half', async () => {
    const lines = PRIVATE_KEY.split('\n');
    const first = await candidate(house, house.base, { 'k.pem': `${lines.slice(0, 2).join('\n')}\n` });
    const second = await candidate(house, first, { 'k.pem': PRIVATE_KEY });
    expect((await scan(second)).inResult).toMatchObject([{ path: 'k.pem', rule: 'privatekey/PrivateKey' }]);
  });

  it('leaves out paths that the operator allows, and no others', async () => {
    const files = { 'test/fixtures/sample.txt': SLACK_TOKEN, 'src/a.js': SLACK_TOKEN };
    expect((await scanOf(files, ['test/fixtures/**'])).inResult).toMatchObject([{ path: 'src/a.js' }]);
  });

  it('names what the process was given, also in paths that are allowed, and shows none of it', async () => {
    const known = createKnownSecrets(['given-to-the-process-42']);
    const files = { 'test/fixtures/a.txt': `x\ngiven-to-the-process-42\n${SLACK_TOKEN}\n`, 'src/a.js': SLACK_TOKEN };
    const commit = await candidate(house, house.base, files);
    const parts = {
      workspace: house.workspace,
      artifacts: await artifactsInLedger(),
      allowedPaths: ['test/**'],
      known,
    };
    const { repository, base: baseCommit } = house;
    const found = await createSecretScanner(parts).scan({ repository, baseCommit, commit, acceptance: null });
    expect(found.inResult).toEqual([
      { path: 'src/a.js', line: 1, rule: 'slack/SLACK_TOKEN', masked: expect.any(String) },
      { path: 'test/fixtures/a.txt', line: 2, rule: 'environment/VALUE', masked: '[secret removed]' },
    ]);
  });

  it('leaves out lines that a person gave in an acceptance file, but nothing added to it', async () => {
    const given = { 'test/given.test.js': `use('${SLACK_TOKEN}');\n` };
    const commit = await candidate(house, house.base, {
      'test/given.test.js': `${given['test/given.test.js']}use('${GITHUB_TOKEN}');\n`,
      'src/a.js': given['test/given.test.js'],
    });
    const artifacts = await artifactsInLedger();
    const scanner = createSecretScanner({ workspace: house.workspace, artifacts, allowedPaths: [] });
    const acceptance = await artifacts.put(JSON.stringify(given));
    const { repository, base: baseCommit } = house;
    expect((await scanner.scan({ repository, baseCommit, commit, acceptance })).inResult).toMatchObject([
      { path: 'src/a.js', rule: 'slack/SLACK_TOKEN' },
      { path: 'test/given.test.js', line: 2, rule: 'github/GITHUB_TOKEN' },
    ]);
  });

  it('lets nothing pass that is too large to be looked at', async () => {
    const { inResult, problem } = await scanOf({ 'large.txt': 'x'.repeat(17 * 1024 * 1024), 'z.txt': SLACK_TOKEN });
    expect({ inResult, problem }).toEqual({ inResult: [], problem: expect.stringContaining('16 MB') });
  });

  it('fails when the commits cannot be read', async () => {
    const elsewhere = await scannerOn(workspaceOn(house.state));
    const { repository, base: baseCommit } = house;
    const input = { repository, baseCommit, commit: '0'.repeat(40), acceptance: null };
    await expect(elsewhere.scan(input)).rejects.toThrow();
  });
});
