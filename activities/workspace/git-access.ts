// What git is given to reach the store's URL or a repository on a forge, and for no other command: the one protocol, and
// the operator's own credentials. They travel in git's environment, never on a command line, in a settings file or in a
// message.
import type { StoreAddress } from './store-address.js';

/** Holds the password or token for a store at an http(s) URL. */
export const STORE_TOKEN_VARIABLE = 'NIGHTSHIFT_STORE_TOKEN';
/** Set in git's own environment alone. */
const FORGE_TOKEN_VARIABLE = 'NIGHTSHIFT_FORGE_TOKEN';

export interface GitAccess {
  /** Added to the constant `-c` options. */
  config: string[];
  environment: Record<string, string>;
  /** Left out of whatever git says. */
  secrets: string[];
}

/** GitHub takes any name beside a token, and this one for tokens of its Apps; GitLab and Gitea take any. */
const USER_BESIDE_TOKEN = 'x-access-token';
const SSH_VARIABLES = ['SSH_AUTH_SOCK', 'SSH_AGENT_PID'];
const NETWORK_VARIABLES = [
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
];
/** No question is asked that nobody would answer: of a passphrase, or of a host that is not known yet. */
const SSH_COMMAND = 'ssh -o BatchMode=yes';

export function storeAccess({ url, protocol }: Extract<StoreAddress, { kind: 'url' }>): GitAccess {
  const allowed = { GIT_ALLOW_PROTOCOL: protocol };
  if (protocol === 'file') return { config: [], environment: allowed, secrets: [] };
  if (protocol === 'ssh') {
    const command = process.env['GIT_SSH_COMMAND'] || SSH_COMMAND;
    return { config: [], environment: { ...allowed, ...ours(SSH_VARIABLES), GIT_SSH_COMMAND: command }, secrets: [] };
  }
  return httpAccess(url, process.env[STORE_TOKEN_VARIABLE]?.trim() ?? '', STORE_TOKEN_VARIABLE);
}

/** For a repository on a forge, by https, or by http on this machine. */
export function forgeAccess(url: string, token: string): GitAccess {
  return httpAccess(url, token, FORGE_TOKEN_VARIABLE);
}

/** `variable` is where git's environment holds the token; an empty one is none. */
function httpAccess(url: string, token: string, variable: string): GitAccess {
  const { protocol, origin, username } = new URL(url);
  // A server that sends us elsewhere would be sent the token's commits, too.
  const config = ['http.followRedirects=false'];
  const environment: Record<string, string> = {
    GIT_ALLOW_PROTOCOL: protocol.slice(0, -1),
    ...ours(NETWORK_VARIABLES),
  };
  if (!token) return { config, environment, secrets: [] };
  config.push(`credential.${origin}.helper=${tokenHelper(username === '', variable)}`);
  environment[variable] = token;
  return {
    config,
    environment,
    secrets: [token, Buffer.from(`${username || USER_BESIDE_TOKEN}:${token}`).toString('base64')],
  };
}

/** A shell function that git asks for the password; it prints the variable, whose value only the environment holds. */
function tokenHelper(namesUser: boolean, variable: string): string {
  const user = namesUser ? `echo username=${USER_BESIDE_TOKEN}; ` : '';
  return `!f() { test "$1" = get || exit 0; ${user}printf 'password=%s\\n' "$${variable}"; }; f`;
}

function ours(names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => Boolean(entry[1])));
}
