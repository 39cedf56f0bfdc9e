// A repository's git half: a real bare repository on disk, and the few questions and changes that the double has.
import { appendFile, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { UPDATE_HOOK } from './update-hook.js';

export interface Author {
  name: string;
  email: string;
  atMs: number;
}

/** As git answers where nothing is. */
export const NO_COMMIT = '0'.repeat(40);
/** Pushes by HTTP; heads of pull requests that nobody pushes to; commits that are fetched by their hash. */
const SETTINGS = `[http]
	receivepack = true
[receive]
	hideRefs = refs/pull
[uploadpack]
	allowAnySHA1InWant = true
`;
const HERMETIC = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

export class BareRepository {
  private constructor(
    readonly folder: string,
    readonly path: string,
  ) {}

  /** Below `root`, in a folder of that name. */
  static async create(root: string, name: string, defaultBranch: string): Promise<BareRepository> {
    const repository = new BareRepository(`${name}.git`, join(root, `${name}.git`));
    await execa('git', ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, repository.path], {
      env: HERMETIC,
    });
    const hook = join(repository.path, 'hooks', 'update');
    await writeFile(hook, UPDATE_HOOK);
    await chmod(hook, 0o755);
    await repository.refusePushes([]);
    await appendFile(join(repository.path, 'config'), SETTINGS);
    return repository;
  }

  /** What git prints, without the last line break. */
  async git(...args: string[]): Promise<string> {
    return (await execa('git', args, { cwd: this.path, env: HERMETIC })).stdout;
  }

  async gitWith(given: { input?: string | Buffer; env?: Record<string, string> }, ...args: string[]): Promise<string> {
    const env = { ...HERMETIC, ...given.env };
    return (await execa('git', args, { cwd: this.path, env, ...(given.input ? { input: given.input } : {}) })).stdout;
  }

  /** What git prints; null where it fails, as about something that is not there. */
  async ask(...args: string[]): Promise<string | null> {
    const { exitCode, stdout } = await execa('git', args, { cwd: this.path, env: HERMETIC, reject: false });
    return exitCode === 0 ? stdout : null;
  }

  /** The same, waited for by everybody. */
  askNow(...args: string[]): string | null {
    const { exitCode, stdout } = execaSync('git', args, { cwd: this.path, env: HERMETIC, reject: false });
    return exitCode === 0 ? stdout : null;
  }

  /** Commits by the whole name of their refs. */
  async refs(prefix = 'refs/heads/'): Promise<Map<string, string>> {
    const listing = await this.git('for-each-ref', '--format=%(refname) %(objectname)', prefix);
    const pairs = listing.split('\n').filter(Boolean);
    return new Map(pairs.map((pair) => pair.split(' ') as [string, string]));
  }

  branch(name: string): Promise<string | null> {
    return this.ask('rev-parse', '--verify', '--quiet', '--end-of-options', `refs/heads/${name}^{commit}`);
  }

  /** The commit that a branch, a tag or a hash names. */
  async commit(name: string): Promise<string | null> {
    // What git would take for more than a name, GitHub takes for none.
    if (/^-|[~^:?*[\\]|@\{|\.\./.test(name) || name === '') return null;
    return this.ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  }

  async blob(commit: string, path: string): Promise<Buffer | null> {
    const options = {
      cwd: this.path,
      env: HERMETIC,
      reject: false,
      encoding: 'buffer',
      stripFinalNewline: false,
    } as const;
    const { exitCode, stdout } = await execa('git', ['cat-file', 'blob', `${commit}:${path}`], options);
    return exitCode === 0 ? Buffer.from(stdout) : null;
  }

  /** Null deletes it. */
  async setRef(ref: string, commit: string | null): Promise<void> {
    await (commit === null ? this.git('update-ref', '-d', ref) : this.git('update-ref', ref, commit));
  }

  async commitTree(tree: string, parents: string[], message: string, author: Author): Promise<string> {
    const date = `${Math.floor(author.atMs / 1_000)} +0000`;
    const env = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: date,
    };
    const from = parents.flatMap((parent) => ['-p', parent]);
    return this.gitWith({ input: message, env }, 'commit-tree', tree, ...from, '-F', '-');
  }

  async isAncestor(ancestor: string, commit: string): Promise<boolean> {
    return (await this.ask('merge-base', '--is-ancestor', ancestor, commit)) !== null;
  }

  /** Whose pushes the hook refuses, and what it says. */
  async refusePushes(rules: { pattern: string; message: string }[]): Promise<void> {
    const lines = rules.map(({ pattern, message }) => `${pattern}\t${message}\n`);
    await writeFile(join(this.path, 'refused-pushes'), lines.join(''));
  }
}
