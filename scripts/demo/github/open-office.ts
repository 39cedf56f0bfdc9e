// A GitHub on loopback with one repository on it, the people who work there, and the account that Nightshift acts as.
// The demo and the end-to-end tests work on it: its protocol is GitHub's own.
import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { type GitHubDouble, startGitHub } from '../../../test/doubles/github/github-double.js';
import type { Person } from '../../../test/doubles/github/people/person.js';
import { WEBHOOK_PATH } from '../../../workers/intake/webhook/answer-delivery.js';

export interface Office {
  github: GitHubDouble;
  /** `owner/name`. */
  name: string;
  /** May write to the repository. */
  maintainer: Person;
  /** What goes under `github` in the operator's configuration. */
  settings: object;
  /** What the settings name. */
  env: Record<string, string>;
  close(): Promise<void>;
}

export const BOT = 'nightshift-bot';
export const MAINTAINER = 'maya';
const NAME = 'acme/plain-format';
const TOKEN_VARIABLE = 'NIGHTSHIFT_DEMO_GITHUB_TOKEN';
const SECRET_VARIABLE = 'NIGHTSHIFT_DEMO_WEBHOOK_SECRET';
const SECRET = 'webhooks-of-the-demo-are-signed-with-it';

export interface OfficeOptions {
  /** A repository on disk, which becomes the one on GitHub. */
  from: string;
  /** How often it is asked for news. Absent: as is usual. */
  poll?: string;
  /** How long lists leave out what was created. Absent: not at all. */
  listLagMs?: number;
}

export async function openOffice({ from, poll, listLagMs = 0 }: OfficeOptions): Promise<Office> {
  const github = await startGitHub({ listLagMs });
  await github.addRepository(NAME, { from, roles: { [MAINTAINER]: 'write', [BOT]: 'write' } });
  const token = github.token(BOT);
  const port = await getPort();
  github.webhooks.to(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, SECRET);
  return {
    github,
    name: NAME,
    maintainer: github.as(MAINTAINER),
    settings: {
      repositories: [NAME],
      host: github.host,
      apiUrl: github.apiUrl,
      webUrl: github.url,
      tokenEnv: TOKEN_VARIABLE,
      ...(poll === undefined ? {} : { poll }),
      webhook: { port, secretEnv: SECRET_VARIABLE },
    },
    env: { [TOKEN_VARIABLE]: token, [SECRET_VARIABLE]: SECRET },
    close: () => github.close(),
  };
}

/** A spec's file as an issue: its heading is the title. */
export async function issueFrom(specPath: string): Promise<{ title: string; body: string }> {
  const text = await readFile(specPath, 'utf8');
  const heading = /^# (.+)\n/m.exec(text);
  if (!heading) throw new Error(`${specPath} has no heading`);
  return { title: heading[1] ?? '', body: text.slice(heading.index + heading[0].length).trim() };
}
