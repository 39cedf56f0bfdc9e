// The secrets that this process was given: values of variables that the configuration names or whose names say what they
// hold, and what stands in addresses. They are collected to be taken out of texts, and for nothing else.
import { existsSync } from 'node:fs';

export interface SecretSources {
  /** The operator's, of providers and of the forge: every variable that they name holds a secret. */
  settings: object;
  env: NodeJS.ProcessEnv;
  /** Secrets that stand in neither, such as the key of a Temporal profile. */
  more?: readonly string[];
  /** Paths that texts must go on naming, such as the repository's. */
  paths?: readonly string[];
}

/** A shorter value is no secret, and blotting it out would make texts unreadable. */
const SECRET_CHARS_MIN = 8;
/** Endpoints that want no key are given some word for one, such as their own name, which texts must go on saying. */
const WORD_FOR_A_KEY_CHARS_MAX = 15;
/** Names of variables that hold a secret whatever it looks like, but for such a word. */
const SURELY_SECRET = /API_?KEY$|^(?:GITHUB|GH)_(?:ENTERPRISE_)?TOKEN$/i;
const LIKELY_SECRET =
  /(?:KEY|TOKEN|SECRET|CREDENTIALS?|AUTH|AUTHORIZATION|_PASS|_PWD)(?:_?\d+|_(?:DATA|VALUE|JSON|B64|BASE64))?$|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL/i;
/** What every path of this machine may hold cannot be taken out of texts. */
const IN_EVERY_PATH = ['HOME', 'PWD', 'USER', 'LOGNAME', 'HOSTNAME', 'NIGHTSHIFT_HOME', 'TMPDIR', 'PATH'];
/** Words of one case each, as people write settings: `true`, `my-secret-name`, `postgres`. */
const PLAIN_WORDS =
  /^(?:[a-z]{1,24}|[A-Z]{1,24}|[A-Z][a-z]{0,23})(?:[ ._-](?:[a-z]{1,24}|[A-Z]{1,24}|[A-Z][a-z]{0,23}))*$/;
const NUMBER = /^[\d\s.,:_+-]+$/;
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey)\s+/i;
const URL_WITH_CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^/\s]*@/i;
/** A user's name alone that is as long is a token, as forges take them. */
const TOKEN_USER_CHARS_MIN = 16;
/** Lines of a key in PEM; the first and the last say nothing secret. */
const KEY_LINE = /^[A-Za-z0-9+/=_-]{24,}$/;

/** In no order, each once. */
export function secretValues({ settings, env, more = [], paths = [] }: SecretSources): string[] {
  const named = new Set(namedVariables(settings));
  const values: string[] = [...more];
  for (const [name, value = ''] of Object.entries(env)) {
    values.push(...credentialsIn(value));
    const isSurely = (named.has(name) || SURELY_SECRET.test(name)) && !isWordForAKey(value);
    const isSecret = isSurely || (LIKELY_SECRET.test(name) && looksSecret(value));
    if (isSecret) values.push(value);
  }
  const shown = [...paths, ...IN_EVERY_PATH.map((name) => env[name] ?? '')];
  const whole = values.flatMap((value) => [value.trim(), value.trim().replace(SCHEME, ''), ...keyLines(value)]);
  return [...new Set(whole)].filter((value) => isLongEnough(value) && !shown.some((path) => path.includes(value)));
}

/** Names in settings under `env`, or under something that ends with it, such as `apiKeyEnv`. */
function namedVariables(settings: unknown): string[] {
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    typeof value === 'string' && /env$/i.test(key) ? [value] : namedVariables(value),
  );
}

function isWordForAKey(value: string): boolean {
  return value.length <= WORD_FOR_A_KEY_CHARS_MAX && PLAIN_WORDS.test(value);
}

/** A key may begin with a slash: a path is what names a file that is there. */
function looksSecret(value: string): boolean {
  return !PLAIN_WORDS.test(value) && !NUMBER.test(value) && !isAddress(value) && !existsSync(value);
}

function isAddress(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** Password, or a token in the user's place, of an address; as it is written there and as it is meant. */
function credentialsIn(value: string): string[] {
  if (!URL_WITH_CREDENTIALS.test(value) || !URL.canParse(value)) return [];
  const { username, password } = new URL(value);
  const isToken = username.length >= TOKEN_USER_CHARS_MIN;
  const found = [password, ...(isToken ? [username] : [])].flatMap((part) => [part, decoded(part)]);
  return found.filter((part) => !PLAIN_WORDS.test(part));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that encodes nothing: then it is what it says.
    return part;
  }
}

/** A key of several lines may be shown line by line. */
function keyLines(value: string): string[] {
  const lines = value.split(/[\r\n]+|\\[rn]/);
  return lines.length < 2 ? [] : lines.map((line) => line.trim()).filter((line) => KEY_LINE.test(line));
}

function isLongEnough(value: string): boolean {
  return value.length >= SECRET_CHARS_MIN;
}
