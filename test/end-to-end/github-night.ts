// A night on GitHub on a small scale: the double with the demo's library on it, the scripted model, and `nightshift up` as
// a process of its own. What people do is done to the double as they would do it on the page.
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { issueFrom, type Office, type OfficeOptions, openOffice } from '../../scripts/demo/github/open-office.js';
import { SCRIPTED_KEY_VARIABLE, scriptedConfig } from '../../scripts/demo/scripted-config.js';
import { isPull } from '../doubles/github/model.js';
import type { IssueHandle } from '../doubles/github/people/issue-handle.js';
import type { PullHandle } from '../doubles/github/people/pull-handle.js';
import { type Night, type Running, startNight, until } from './night.js';

export interface GitHubNight {
  night: Night;
  office: Office;
  /** Starts `nightshift up`, and waits until it works. */
  up(): Promise<Running>;
  /** The demo's spec as an issue, filed by the maintainer. */
  fileIssue(): Promise<IssueHandle>;
  /** All pull requests. */
  pulls(): PullHandle[];
  end(): Promise<void>;
}

export const LABEL = 'nightshift';

export async function startGitHubNight(
  options: Pick<OfficeOptions, 'listLagMs' | 'poll'> & { latencyMs?: number } = {},
): Promise<GitHubNight> {
  const { latencyMs = 20, ...of } = options;
  const night = await startNight({ latencyMs, slips: false });
  const office = await openOffice({ from: night.repository, ...of });
  await writeFile(night.config, stringify({ ...scriptedConfig(night.model.url), budget: 1, github: office.settings }));
  Object.assign(night.env, office.env, { [SCRIPTED_KEY_VARIABLE]: 'scripted' });
  return {
    night,
    office,
    async up() {
      const running = night.command('up', '--config', night.config, '--drain', '1s', '--json');
      await until(running, 'it is ready', () => running.printed().includes('"ready":true'));
      return running;
    },
    async fileIssue() {
      return office.maintainer.openIssue(await issueFrom(night.spec));
    },
    pulls() {
      const issues = office.github.repository(office.name).issues;
      return issues.filter(isPull).map(({ number }) => office.maintainer.pull(number));
    },
    async end() {
      await night.end();
      await office.close();
    },
  };
}
