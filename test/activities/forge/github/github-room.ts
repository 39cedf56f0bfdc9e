// What tests of this room share: the double of GitHub with one repository, people who may and may not, and our own client
// and activities on it. All is put away after each test, when the double must have nothing to complain of.
import { afterEach, expect } from '@jest/globals';
import { createGitHub } from '../../../../activities/forge/github/create-github.js';
import { createGitHubActivities } from '../../../../activities/forge/github/create-github-activities.js';
import type { GitHub } from '../../../../activities/forge/github/github.js';
import { createGitHubClient } from '../../../../activities/forge/github/github-client.js';
import type { RemoteForge } from '../../../../activities/forge/remote-forge.js';
import type { Ledger } from '../../../../activities/ledger/ledger.js';
import { createKnownSecrets } from '../../../../activities/secrets/known-secrets.js';
import { createRedactor } from '../../../../activities/secrets/redactor.js';
import { scanTexts } from '../../../../activities/secrets/scan-texts.js';
import type { GitHubSettings } from '../../../../core/operator-config.js';
import { type ForgeRepository, forgeRepositoryId, type RepositoryRef } from '../../../../core/repository.js';
import { type GitHubDouble, type GitHubOptions, startGitHub } from '../../../doubles/github/github-double.js';
import type { Permissions } from '../../../doubles/github/model.js';
import { openLedger } from '../../ledger/temporary-ledger.js';
import { settingsFor } from './plain-server.js';

export interface GitHubRoom {
  double: GitHubDouble;
  forge: ForgeRepository;
  repository: RepositoryRef;
  settings: GitHubSettings;
  env: NodeJS.ProcessEnv;
  github: GitHub;
  activities: RemoteForge;
  ledger: Ledger;
  /** Requests from now on, as `METHOD /route`. */
  routes(): string[];
}

/** A value that the process was given, of signs that Markdown escapes. */
export const PLANTED = 'planted_value*0123456789';
export const US = 'nightshift';
export const FILES = { 'README.md': 'A library.\n', 'src/add.js': 'export const add = (a, b) => a + b;\n' };

const open: GitHubDouble[] = [];
afterEach(async () => {
  for (const double of open.splice(0)) {
    const problems = [...double.problems];
    await double.close();
    expect(problems).toEqual([]);
  }
});

export interface RoomOptions extends GitHubOptions {
  private?: boolean;
  /** Of our token. Absent: it is a classic one. */
  permissions?: Permissions;
}

export async function githubRoom({ permissions, private: hidden, ...options }: RoomOptions = {}): Promise<GitHubRoom> {
  const double = await startGitHub(options);
  open.push(double);
  const roles = { maria: 'write', ada: 'admin', rita: 'read', tim: 'triage', [US]: 'write' } as const;
  await double.addRepository('acme/library', { files: FILES, roles, ...(hidden ? { private: hidden } : {}) });
  double.addUser('eve');
  double.settle();
  const forge: ForgeRepository = { kind: 'github', host: double.host, owner: 'acme', name: 'library' };
  const url = `${double.url}/acme/library.git`;
  const repository: RepositoryRef = { url, id: forgeRepositoryId(forge), name: 'acme/library', forge };
  const settings = settingsFor(double.apiUrl, { host: double.host, webUrl: double.url });
  const env = { GITHUB_TOKEN: double.token(US, permissions ? { permissions } : {}) };
  const known = createKnownSecrets([env.GITHUB_TOKEN, PLANTED]);
  const client = createGitHubClient(settings, env, { secrets: known });
  const ledger = await openLedger();
  const redactor = createRedactor({ known, scan: scanTexts, allowedPaths: [] });
  return {
    double,
    forge,
    repository,
    settings,
    env,
    github: createGitHub(settings, env, { secrets: known }),
    activities: createGitHubActivities({ client, artifacts: ledger.artifacts, redactor }),
    ledger,
    routes: () =>
      double.calls.splice(0).map(({ method, route }) => (route.includes(' ') ? route : `${method} ${route}`)),
  };
}
