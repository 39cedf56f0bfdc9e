import { describe, expect, it } from '@jest/globals';
import { withEndSignals } from '../../../activities/cancellation-signal.js';
import { bareGitClient, gitClient } from '../../../activities/workspace/git-client.js';
import { GitError } from '../../../activities/workspace/git-error.js';
import { git, temporaryFolder, userRepository } from './repositories.js';

/** Runs `work` with variables added to our own environment. */
async function withEnvironment<T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

describe('a git client', () => {
  it('is given nothing of our environment but PATH', async () => {
    const cwd = userRepository();
    const planted = {
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'planted.value',
      GIT_CONFIG_VALUE_0: 'x',
    };
    const answer = await withEnvironment(planted, () =>
      gitClient({ cwd }).run(['config', '--get', 'planted.value'], { accept: [1] }),
    );
    expect(answer.exitCode).toBe(1);
  });

  it('gives the bytes as git wrote them, and an exit code that was asked for', async () => {
    const cwd = userRepository();
    const bytes = Buffer.from([0, 0xff, 0xfe, 10]);
    const client = gitClient({ cwd });
    const id = await client.text(['hash-object', '-w', '--stdin'], { input: bytes });
    expect((await client.run(['cat-file', 'blob', id])).stdout).toEqual(bytes);
    expect(await client.run(['rev-parse', '--verify', '--quiet', 'absent'], { accept: [1] })).toMatchObject({
      exitCode: 1,
      cut: false,
    });
  });

  it('stops git at the limit for its output, and says so', async () => {
    const cwd = userRepository({ long: 'x'.repeat(5_000_000) });
    const id = git(cwd, 'rev-parse', 'HEAD:long');
    const answer = await gitClient({ cwd }).run(['cat-file', 'blob', id], { outputBytesMax: 1_000 });
    expect([answer.stdout.length, answer.cut]).toEqual([1_000, true]);
  });

  it('stops git when the activity that runs it is handed back', async () => {
    const cwd = userRepository();
    const handBack = new AbortController();
    const signals = { ending: handBack.signal, handBack: handBack.signal };
    // It waits for more to read, for as long as nobody closes its input.
    const waiting = withEndSignals(signals, () => gitClient({ cwd }).run(['cat-file', '--batch']));
    setImmediate(() => handBack.abort());
    await expect(waiting).rejects.toThrow(GitError);
    await expect(withEndSignals(signals, () => gitClient({ cwd }).run(['status']))).rejects.toThrow(GitError);
  });

  it('throws what git said, with the subcommand', async () => {
    const error = await bareGitClient(temporaryFolder())
      .run(['rev-parse', 'HEAD'])
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ subcommand: 'rev-parse', exitCode: 128 });
    expect(String(error)).toMatch(/^GitError: git rev-parse failed: fatal: not a git repository/);
  });

  it('says that git is missing when it is', async () => {
    const cwd = userRepository();
    const running = withEnvironment({ PATH: '/nowhere' }, () => gitClient({ cwd }).run(['version']));
    await expect(running).rejects.toThrow('git version failed: git is not installed, or not on PATH');
  });

  it('shows no credentials of a URL', () => {
    const stderr = "fatal: unable to access 'https://me:s3cret@host/x.git': 403; also ssh://token@host/y";
    expect(new GitError('fetch', 128, stderr).message).toBe(
      "git fetch failed: fatal: unable to access 'https://host/x.git': 403; also ssh://host/y",
    );
  });
});
