// Who we are to GitHub: a token from the environment, or an App whose tokens last an hour and are renewed before they
// end. They are kept in this process's memory only.
import { createAppAuth } from '@octokit/auth-app';
import type { Octokit } from 'octokit';
import type { GitHubSettings } from '../../../core/operator-config.js';
import { type ForgeRepository, forgePath } from '../../../core/repository.js';

export interface GitHubAuth {
  /** How people know it, such as `the token in GITHUB_TOKEN`. */
  name: string;
  /** Valid for `validMs` at least, as far as anybody knows. `fresh`: none that was given before, where there is another. */
  token(repository: ForgeRepository, options: { validMs: number; fresh?: boolean }): Promise<string>;
  /** Signs as the App itself; null for a token. */
  asApp: (() => Promise<string>) | null;
}

export interface AuthParts {
  settings: Pick<GitHubSettings, 'tokenEnv' | 'app'>;
  env: NodeJS.ProcessEnv;
  /** Asks as the App itself. */
  octokit(): Octokit;
}

const DEFAULT_TOKEN_ENV = 'GITHUB_TOKEN';

/** The token or the key is not there, or cannot be used. */
export class NoCredential extends Error {
  override readonly name = 'NoCredential';
}

export function createGitHubAuth(parts: AuthParts): GitHubAuth {
  return parts.settings.app ? appAuth(parts, parts.settings.app) : tokenAuth(parts);
}

function tokenAuth({ settings, env }: AuthParts): GitHubAuth {
  const variable = settings.tokenEnv ?? DEFAULT_TOKEN_ENV;
  return {
    name: `the token in ${variable}`,
    token: async () => oneWord(required(env, variable), variable),
    asApp: null,
  };
}

type App = NonNullable<GitHubSettings['app']>;

function appAuth({ env, octokit }: AuthParts, { id, privateKeyEnv }: App): GitHubAuth {
  const installations = new Map<string, number>();
  let opened: ReturnType<typeof createAppAuth> | null = null;

  /** At its first use: a key that is missing is then a refusal that people read, not a worker that does not start. */
  function auth(): ReturnType<typeof createAppAuth> {
    // In a variable, a key's lines are often joined by a backslash and an n.
    const privateKey = required(env, privateKeyEnv).replaceAll('\\n', '\n');
    opened ??= createAppAuth({ appId: id, privateKey, request: octokit().request });
    return opened;
  }

  async function installationOf({ owner, name }: ForgeRepository, key: string): Promise<number> {
    const known = installations.get(key);
    if (known !== undefined) return known;
    const { data } = await octokit().rest.apps.getRepoInstallation({ owner, repo: name });
    installations.set(key, data.id);
    return data.id;
  }

  return {
    name: `the GitHub App ${id}`,
    async token(repository, { validMs, fresh = false }) {
      const key = forgePath(repository);
      // It may have been installed anew.
      if (fresh) installations.delete(key);
      const asked = { type: 'installation', installationId: await installationOf(repository, key) } as const;
      const kept = await auth()({ ...asked, refresh: fresh });
      if (fresh || Date.parse(kept.expiresAt) - Date.now() >= validMs) return kept.token;
      return (await auth()({ ...asked, refresh: true })).token;
    },
    async asApp() {
      try {
        return (await auth()({ type: 'app' })).token;
      } catch (cause) {
        if (cause instanceof NoCredential) throw cause;
        throw new NoCredential(`the private key in ${privateKeyEnv} cannot be used to sign`, { cause });
      }
    },
  };
}

function required(env: NodeJS.ProcessEnv, variable: string): string {
  const value = env[variable]?.trim() ?? '';
  if (value === '') throw new NoCredential(`${variable} is not set`);
  return value;
}

/** What no header takes is refused here, where nothing of it is repeated. */
function oneWord(token: string, variable: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new NoCredential(`${variable} holds no token: there is a space, a line end or a sign in it that no token has`);
}
