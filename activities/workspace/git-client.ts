// The one factory of git clients. Nothing else in Nightshift runs git, so that every command, wherever it works, is
// given the same hardened options and the same cleared environment.
import { dirname } from 'node:path';
import { GitPluginError, simpleGit } from 'simple-git';
import { handBackSignal } from '../cancellation-signal.js';
import type { GitAccess } from './git-access.js';
import { GitError } from './git-error.js';
import { GIT_CONFIG, GIT_FLAGS, GIT_UNSAFE, gitEnvironment } from './git-options.js';

/** git is stopped when it has said nothing for so long: fetching or packing a huge repository is silent for minutes. */
const SILENCE_MS_MAX = 600_000;
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

export interface GitPlace {
  /** Folder in which git runs; must exist. */
  cwd: string;
  /** Names the repository, so that git does not look for one; absent only where the user's own is to be found. */
  gitDir?: string;
  /** The top of the user's own once it was found: one around it is never taken for it, should its `.git` go away. */
  top?: string;
  workTree?: string;
  indexFile?: string;
}

export interface GitOptions {
  /** Written to standard input; never empty. */
  input?: string | Buffer;
  /** Exit codes that are answers rather than errors; 0 when not given. */
  accept?: readonly number[];
  /** Output is cut there and git stopped, and the answer says so; without it, more than the usual limit is an error. */
  outputBytesMax?: number;
  /** Added to the constant `-c` options. */
  config?: readonly string[];
  identity?: GitIdentity;
  /** How the store's URL or the forge is reached; without it no git command leaves this machine's disks. */
  access?: GitAccess;
}

/** Who a commit is by and when, so that the same content always gives the same id. */
export interface GitIdentity {
  authorName: string;
  authorEmail: string;
  committerName: string;
  committerEmail: string;
  /** Used for both dates, in whole seconds and UTC. */
  atMs: number;
}

export interface GitAnswer {
  stdout: Buffer;
  stderr: string;
  exitCode: number;
  /** True when there was more output than asked for. */
  cut: boolean;
}

export interface Git {
  /** Throws `GitError` when git ends with a code that is not accepted, hangs, or cannot be started. */
  run(args: readonly string[], options?: GitOptions): Promise<GitAnswer>;
  /** Standard output as text without its last line break. */
  text(args: readonly string[], options?: GitOptions): Promise<string>;
}

export function gitClient(place: GitPlace): Git {
  return {
    run: (args, options = {}) => runGit(place, args, options),
    async text(args, options = {}) {
      const answer = await runGit(place, args, options);
      return answer.stdout.toString('utf8').replace(/\n$/, '');
    },
  };
}

/** A client for one of our own bare repositories. */
export function bareGitClient(dir: string): Git {
  return gitClient({ cwd: dir, gitDir: dir });
}

interface Ended {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
  /** Set when simple-git stopped git: too long silent, too much output, or the worker hands its work back. */
  stopped: string | null;
}

async function runGit(place: GitPlace, args: readonly string[], options: GitOptions): Promise<GitAnswer> {
  const outputBytesMax = options.outputBytesMax ?? OUTPUT_BYTES_MAX;
  const ended = await spawnGit(place, args, options, outputBytesMax);
  const cut = ended.stdout.length > outputBytesMax;
  if (cut && options.outputBytesMax !== undefined) {
    return { stdout: ended.stdout.subarray(0, outputBytesMax), stderr: ended.stderr, exitCode: 0, cut };
  }
  const subcommand = args.find((arg) => !arg.startsWith('-')) ?? '';
  if (ended.stopped !== null) throw new GitError(subcommand, null, ended.stopped, place.gitDir);
  if (ended.stderr.includes('spawn git ENOENT')) {
    throw new GitError(subcommand, null, 'git is not installed, or not on PATH');
  }
  if (!(options.accept ?? [0]).includes(ended.exitCode)) {
    throw new GitError(subcommand, ended.exitCode, ended.stderr, place.gitDir);
  }
  return { stdout: ended.stdout, stderr: ended.stderr, exitCode: ended.exitCode, cut };
}

/**
 * simple-git turns output into text and hides exit codes. Its `errors` plugin sees both before that, for every command,
 * so the bytes and the code are taken from there and judged by us.
 */
async function spawnGit(
  place: GitPlace,
  args: readonly string[],
  options: GitOptions,
  outputBytesMax: number,
): Promise<Ended> {
  const stop = new AbortController();
  const onStop = () => stop.abort();
  const handBack = handBackSignal();
  handBack?.addEventListener('abort', onStop);
  if (handBack?.aborted) onStop();
  const environment = {
    ...gitEnvironment(),
    ...placeEnvironment(place),
    ...identityEnvironment(options.identity),
    ...options.access?.environment,
  };
  let ended: Ended | undefined;
  const client = simpleGit({
    baseDir: place.cwd,
    config: [...GIT_CONFIG, ...(options.config ?? []), ...(options.access?.config ?? [])],
    unsafe: GIT_UNSAFE,
    allowEnvironment: Object.keys(environment),
    abort: stop.signal,
    timeout: { block: SILENCE_MS_MAX },
    // Waits for the end of the output, not for 50 ms after the exit, which would cut it on a busy machine.
    completion: { onClose: true, onExit: false },
    input: () => options.input,
    errors(error, result) {
      ended = {
        exitCode: result.exitCode,
        stdout: Buffer.concat(result.stdOut),
        stderr: withoutSecrets(Buffer.concat(result.stdErr).toString('utf8'), options.access),
        stopped: error instanceof GitPluginError ? error.message : null,
      };
      return undefined;
    },
  });
  client.env(environment).outputHandler((_binary, stdout) => {
    // simple-git waits 50 ms more for a command that printed nothing; at the end of its output nothing can be late.
    stdout.on('end', () => stdout.emit('data', Buffer.alloc(0)));
    let bytes = 0;
    stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > outputBytesMax) onStop();
    });
  });
  try {
    await client.raw([...GIT_FLAGS, ...placeFlags(place), ...args]);
  } finally {
    handBack?.removeEventListener('abort', onStop);
  }
  if (!ended) throw new GitError(args[0] ?? '', null, 'git could not be started');
  return ended;
}

/** What a server says back to us may repeat what it was sent. */
function withoutSecrets(text: string, access: GitAccess | undefined): string {
  return (access?.secrets ?? []).reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

function placeFlags(place: GitPlace): string[] {
  return [
    ...(place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`]),
    ...(place.workTree === undefined ? [] : [`--work-tree=${place.workTree}`]),
  ];
}

function placeEnvironment(place: GitPlace): Record<string, string> {
  return {
    ...(place.indexFile === undefined ? {} : { GIT_INDEX_FILE: place.indexFile }),
    ...(place.top === undefined ? {} : { GIT_CEILING_DIRECTORIES: dirname(place.top) }),
  };
}

function identityEnvironment(identity: GitIdentity | undefined): Record<string, string> {
  if (!identity) return {};
  const date = `@${Math.floor(identity.atMs / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: identity.authorName,
    GIT_AUTHOR_EMAIL: identity.authorEmail,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: identity.committerName,
    GIT_COMMITTER_EMAIL: identity.committerEmail,
    GIT_COMMITTER_DATE: date,
  };
}
