// Asks GitHub through octokit, with its own retries and throttling off: Temporal retries, and it does so across workers
// and restarts (docs/decisions/2026-11-29-forge-retries.md). What is refused becomes data here, what may pass is thrown.
import { asyncLocalStorage } from '@temporalio/activity';
import { Octokit } from 'octokit';
import type { ForgeRefusal } from '../../../core/forge-activities.js';
import type { GitHubSettings } from '../../../core/operator-config.js';
import type { ForgeRepository } from '../../../core/repository.js';
import { cancellationSignalIfAny } from '../../cancellation-signal.js';
import { failure } from '../../failure.js';
import { nextRetryDelayMs } from '../../models/retry-after.js';
import { type KnownSecrets, NO_KNOWN_SECRETS } from '../../secrets/known-secrets.js';
import { forgeTrouble } from './forge-trouble.js';
import type { Answer } from './github.js';
import { createGitHubAuth, type GitHubAuth } from './github-auth.js';
import { githubFetch, type WireLimits } from './github-wire.js';

export interface GitHubClient {
  /** Does the work with GitHub's answers at hand; a refusal in the middle of it is its end. */
  ask<T>(about: About, work: (octokit: Octokit) => Promise<T>): Promise<Answer<T>>;
  /** What git is given; valid for half an hour at least. */
  token(repository: ForgeRepository): Promise<Answer<string>>;
  /** The login that our own words stand under. */
  whoAmI(repository: ForgeRepository): Promise<Answer<string>>;
}

/** What is wanted, for messages. */
export interface About {
  repository: ForgeRepository;
  /** The issue or pull request. Absent: the repository as a whole. */
  number?: number;
  /** Such as `open a pull request`. */
  doing: string;
}

export interface ClientOptions {
  /** Taken out of all that is sent. Absent: nothing. */
  secrets?: KnownSecrets;
  limits?: WireLimits;
}

/** We say no ourselves, in GitHub's place. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly reason: ForgeRefusal,
    message: string,
  ) {
    super(message);
  }
}

/** What was made may be missing in lists for a moment: nobody looks for it again sooner than this. */
export const LAG_MS = 3_000;
const GIT_TOKEN_VALID_MS = 30 * 60_000;
const TOKEN_VALID_MS = 2 * 60_000;
const SILENT = () => undefined;
const NO_LOG = { debug: SILENT, info: SILENT, warn: SILENT, error: SILENT };
/** Newer ones of installations hold a signed text, with points and dashes. */
const TOKENS = /\b(?:gh[a-z]_[\w.-]{20,}|github_pat_\w{20,})/g;

export function createGitHubClient(
  settings: GitHubSettings,
  env: NodeJS.ProcessEnv,
  { secrets = NO_KNOWN_SECRETS, limits }: ClientOptions = {},
): GitHubClient {
  const apiUrl = apiUrlOf(settings);
  const octokitWith = (authorization: (fresh: boolean) => Promise<string>) =>
    new Octokit({
      baseUrl: apiUrl,
      userAgent: 'nightshift',
      log: NO_LOG,
      retry: { enabled: false },
      throttle: { enabled: false },
      request: {
        fetch: githubFetch({
          apiUrl,
          authorization,
          secrets,
          cancelled: cancellationSignalIfAny,
          ...(limits ? { limits } : {}),
        }),
      },
    });
  const auth: GitHubAuth = createGitHubAuth({ settings, env, octokit: () => appOctokit });
  const appOctokit = octokitWith(async () => `Bearer ${await auth.asApp?.()}`);
  const octokitFor = (repository: ForgeRepository) =>
    octokitWith(async (fresh) => `Bearer ${await auth.token(repository, { validMs: TOKEN_VALID_MS, fresh })}`);
  const clean = (text: string) => secrets.redact(text).replace(TOKENS, '[token removed]');
  let login: string | null = null;

  async function asked<T>(about: About, work: () => Promise<T>): Promise<Answer<T>> {
    try {
      if (about.repository.host.toLowerCase() !== settings.host.toLowerCase()) throw otherHost(about, settings);
      return { ok: true, value: await work() };
    } catch (error) {
      return answerTo(error, { doing: about.doing, place: placeOf(about), credential: auth.name, apiUrl }, clean);
    }
  }

  return {
    ask: (about, work) => asked(about, () => work(octokitFor(about.repository))),
    token: (repository) =>
      asked({ repository, doing: 'get a token for git' }, () =>
        auth.token(repository, { validMs: GIT_TOKEN_VALID_MS }),
      ),
    whoAmI: (repository) =>
      asked({ repository, doing: 'find out who we are' }, async () => {
        login ??= auth.asApp ? await appLogin(appOctokit) : await userLogin(octokitFor(repository));
        return login;
      }),
  };
}

export function apiUrlOf({ apiUrl, host }: Pick<GitHubSettings, 'apiUrl' | 'host'>): string {
  const said = apiUrl ?? (host.toLowerCase() === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`);
  return said.replace(/\/+$/, '');
}

async function userLogin(octokit: Octokit): Promise<string> {
  return (await octokit.rest.users.getAuthenticated()).data.login;
}

async function appLogin(octokit: Octokit): Promise<string> {
  const { data } = await octokit.rest.apps.getAuthenticated();
  if (!data?.slug) throw new Refused('invalid', 'GitHub does not say what the App is called');
  return `${data.slug}[bot]`;
}

function answerTo(
  error: unknown,
  wanted: Parameters<typeof forgeTrouble>[1],
  clean: (text: string) => string,
): never | Answer<never> {
  cancellationSignalIfAny()?.throwIfAborted();
  if (error instanceof Refused) return { ok: false, reason: error.reason, message: clean(error.message), log: null };
  const trouble = forgeTrouble(error, wanted, Date.now());
  if (trouble.kind === 'unknown') throw error;
  const message = clean(trouble.message);
  if (trouble.kind === 'refused') return { ok: false, reason: trouble.reason, message, log: null };
  if (trouble.kind === 'unreachable') throw failure('ForgeUnreachable', message, delayed(LAG_MS));
  throw failure('ForgeBusy', message, delayed(Math.max(trouble.retryAfterMs ?? 0, LAG_MS)));
}

/** The cause stays behind: it carries the request. */
function delayed(askedMs: number): { retryAfterMs: number } {
  const inActivity = asyncLocalStorage.getStore() !== undefined;
  return { retryAfterMs: inActivity ? nextRetryDelayMs(askedMs) : askedMs };
}

function otherHost({ repository, doing }: About, { host }: GitHubSettings): Refused {
  const place = `${repository.host}/${repository.owner}/${repository.name}`;
  return new Refused('notFound', `cannot ${doing} (${place}): this worker is set up for ${host}; correct github.host`);
}

function placeOf({ repository: { owner, name }, number }: About): string {
  return `${owner}/${name}${number === undefined ? '' : `#${number}`}`;
}
