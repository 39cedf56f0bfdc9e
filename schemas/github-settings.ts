// The part of the operator's config that is about GitHub. Tokens and keys never stand in it, only the names of the
// variables that hold them; a token that stands there all the same is refused and not shown.
import { z } from 'zod';
import type { GitHubSettings, WebhookSettings } from '../core/operator-config.js';
import { duration, flag, hostName, label, variableName, wholeNumber } from './values.js';

const OWNER = String.raw`[a-z\d](?:[a-z\d_]|-(?=[a-z\d])){0,38}`;
const OWNER_NAME = new RegExp(`^${OWNER}$`, 'i');
const FULL_NAME = new RegExp(String.raw`^${OWNER}/(?!\.{1,2}$)[\w.-]{1,100}$`, 'i');
/** May be the name of a variable by its letters alone. */
const TOKEN = /^(?:gh[a-z]_|github_pat_)/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const LISTEN_HOST = /^[a-z\d.:-]{1,253}$/i;
const REPOSITORIES_MAX = 200;
const REVISIONS_MAX = 50;
const PORT_MAX = 65_535;
/** A look costs nothing where nothing has changed, and yet some seconds of a worker. */
const POLL_MS_MIN = 10_000;

const repositories = z
  .array(
    z
      .string({ error: 'use owner/name, such as octo/shop' })
      .regex(FULL_NAME, { error: 'use owner/name, such as octo/shop, without an address around it' })
      .refine((name) => !name.toLowerCase().endsWith('.git'), { error: 'leave ".git" out' }),
    { error: 'use a list of repositories, such as [octo/shop]' },
  )
  .min(1, { error: 'name at least one repository, such as [octo/shop]' })
  .max(REPOSITORIES_MAX, { error: `name at most ${REPOSITORIES_MAX} repositories` })
  .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, {
    error: 'name each repository once; capitals make no difference',
  });

/** What holds a secret: an example of a name, and what it must not be. */
function secretVariable(example: string, what: string) {
  const error = `use the name of the environment variable that holds ${what}, such as ${example}; it never stands here`;
  return variableName(error, (name) => !TOKEN.test(name));
}

function webAddress(example: string) {
  const error = `use an address such as ${example}`;
  return z
    .url({ protocol: /^https?$/, error })
    .refine((text) => !/^https?:\/\/[^/]*@/.test(text), { error: 'leave name and token out of the address' })
    .refine((text) => !/[?#]/.test(text), { error })
    .refine((text) => !URL.canParse(text) || isEncrypted(new URL(text)), {
      error: 'use https, as the token is sent there; http is for this machine alone',
    })
    .transform((text) => text.replace(/\/+$/, ''));
}

function isEncrypted({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || LOOPBACK.test(hostname);
}

const pushTo = z.union(
  [
    z.literal('branch').transform(() => ({ kind: 'branch' }) as const),
    z
      .strictObject({ fork: z.string().regex(OWNER_NAME) })
      .transform(({ fork }) => ({ kind: 'fork', owner: fork }) as const),
  ],
  { error: 'use branch, or { fork: OWNER } with the owner of the fork' },
);

const app = z.strictObject(
  {
    id: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    privateKeyEnv: secretVariable('NIGHTSHIFT_APP_KEY', 'the private key'),
  },
  { error: 'use { id: 123456, privateKeyEnv: NIGHTSHIFT_APP_KEY }' },
);

const webhook = z
  .strictObject(
    {
      port: wholeNumber(1, PORT_MAX),
      listen: z
        .string({ error: 'use an address of this machine, such as 0.0.0.0' })
        .regex(LISTEN_HOST, { error: 'use an address of this machine, such as 0.0.0.0' })
        .optional(),
      secretEnv: secretVariable('NIGHTSHIFT_WEBHOOK_SECRET', 'the secret of the webhook'),
    },
    { error: 'use { port: 3111, secretEnv: NIGHTSHIFT_WEBHOOK_SECRET }' },
  )
  .transform(({ port, listen, secretEnv }): WebhookSettings => ({ port, listenHost: listen ?? null, secretEnv }));

export const githubSettings = z
  .strictObject(
    {
      repositories,
      host: hostName('github.example.com').default('github.com'),
      apiUrl: webAddress('https://github.example.com/api/v3').optional(),
      webUrl: webAddress('https://github.example.com').optional(),
      tokenEnv: secretVariable('GITHUB_TOKEN', 'the token').optional(),
      app: app.optional(),
      label: label.optional(),
      pushTo: pushTo.optional(),
      allowWorkflowFiles: flag.default(false),
      follow: duration.optional(),
      revisions: wholeNumber(0, REVISIONS_MAX).optional(),
      poll: duration.refine((ms) => ms >= POLL_MS_MIN, { error: 'use 10s or more, such as 60s' }).optional(),
      webhook: webhook.optional(),
    },
    { error: 'use { repositories: [octo/shop] }' },
  )
  .refine((value) => value.app === undefined || value.tokenEnv === undefined, {
    error: 'use tokenEnv or app, not both',
  })
  .transform((value) => ({
    repositories: value.repositories,
    host: value.host.toLowerCase(),
    apiUrl: value.apiUrl ?? null,
    webUrl: value.webUrl ?? null,
    tokenEnv: value.tokenEnv ?? null,
    app: value.app ?? null,
    label: value.label ?? null,
    pushTo: value.pushTo ?? null,
    allowWorkflowFiles: value.allowWorkflowFiles,
    followLimitMs: value.follow ?? null,
    revisionsMax: value.revisions ?? null,
    pollMs: value.poll ?? null,
    webhook: value.webhook ?? null,
  })) satisfies z.ZodType<GitHubSettings>;
