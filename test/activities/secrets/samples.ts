// Values that look like secrets, put together here so that the tests' own text holds none, and a scanner with a ledger.
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { createLedger } from '../../../activities/ledger/create-ledger.js';
import type { Artifacts, Ledger } from '../../../activities/ledger/ledger.js';
import { createSecretScanner, type SecretScanner } from '../../../activities/secrets/find-secrets.js';
import type { Workspace } from '../../../activities/workspace/workspace.js';
import { temporaryFolder } from '../workspace/repositories.js';

export const GITHUB_TOKEN = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
export const SLACK_TOKEN = ['xoxb', '123456789012', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-');
export const AWS_KEY_ID = ['AKIA', 'Q3EGRIBOPVW5ABCD'].join('');
export const PRIVATE_KEY = [
  ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' '),
  'MIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL',
  'MIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL',
  ['-----END RSA', 'PRIVATE KEY-----'].join(' '),
  '',
].join('\n');
export const SWITCHED_OFF = ['// secretlint', 'disable'].join('-');

const ledgers: Ledger[] = [];
afterAll(async () => {
  for (const ledger of ledgers.splice(0)) await ledger.close();
});

export async function artifactsInLedger(): Promise<Artifacts> {
  const ledger = await createLedger({ file: join(temporaryFolder(), 'ledger.db') });
  ledgers.push(ledger);
  return ledger.artifacts;
}

export async function scannerOn(workspace: Workspace, allowedPaths: readonly string[] = []): Promise<SecretScanner> {
  return createSecretScanner({ workspace, artifacts: await artifactsInLedger(), allowedPaths });
}
