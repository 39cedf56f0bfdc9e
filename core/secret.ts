// What looks like a secret in a change, as it may be told: where it stands and of which kind, never what it says.
import type { Finding } from './validator.js';

export interface FoundSecret {
  path: string;
  line: number;
  /** The scanner's name for the kind, such as `github/GITHUB_TOKEN`. */
  rule: string;
  /** Its first characters and its length. */
  masked: string;
}

/** What the scan of a candidate's commits found. */
export interface SecretScan {
  /** In the lines that the commit adds to the base. */
  inResult: FoundSecret[];
  /** In lines that a commit on the way added and a later one took out again. */
  inHistory: FoundSecret[];
  /** Why not everything could be looked at, for people; null when it was. What was not looked at does not pass. */
  problem: string | null;
}

/** Stands in texts for a secret that the process was given. */
export const SECRET_MARK = '[secret removed]';

/** Stands in texts for what looks like a secret of that kind. */
export function markOfSecret(rule: string): string {
  return `${SECRET_MARK.slice(0, -1)}: ${rule}]`;
}

const ANY_MARK = /\[secret removed(?:: [\w/-]+)?\]/;

/** The first mark in a text, or null when none stands there. */
export function firstSecretMark(text: string): string | null {
  return ANY_MARK.exec(text)?.[0] ?? null;
}

/** Beginning of a secret that may be shown: the part by which people know its kind. */
const SHOWN_CHARS = 4;
const SECRETS_LISTED_MAX = 10;
const WHAT_TO_DO =
  'Take it out: read such values from the environment when the program runs. Where a test needs one, put it together ' +
  'at run time or use a value that cannot be taken for a real one.';

export function maskSecret(secret: string): string {
  return `${secret.slice(0, SHOWN_CHARS)}… (${secret.length} characters)`;
}

/** What a repair is told: one finding for each, or for what could not be looked at. */
export function secretFindings({ inResult, problem }: SecretScan): Finding[] {
  const found = inResult.map((secret): Finding => {
    const message = `${describeSecret(secret)} stands in the change, and nothing like it may leave this machine. ${WHAT_TO_DO}`;
    return { kind: 'secret', test: '', message };
  });
  if (problem === null) return found;
  return [...found, { kind: 'secret', test: '', message: `The change cannot be looked at for secrets: ${problem}.` }];
}

/** Those found, in one line for people. */
export function listSecrets(secrets: readonly FoundSecret[]): string {
  const shown = secrets.slice(0, SECRETS_LISTED_MAX).map(describeSecret).join('; ');
  return secrets.length > SECRETS_LISTED_MAX ? `${shown}; and ${secrets.length - SECRETS_LISTED_MAX} more` : shown;
}

function describeSecret({ path, line, rule, masked }: FoundSecret): string {
  return `${path}:${line}: what looks like a secret (${rule}, ${masked})`;
}
