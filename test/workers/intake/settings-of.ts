// What an operator writes who watches the double's one repository.
import type { GitHubSettings } from '../../../core/operator-config.js';
import type { GitHubDouble } from '../../doubles/github/github-double.js';

export function settingsOf({ host, apiUrl, url }: Pick<GitHubDouble, 'host' | 'apiUrl' | 'url'>): GitHubSettings {
  return {
    repositories: ['acme/shop'],
    host,
    apiUrl,
    webUrl: url,
    tokenEnv: null,
    app: null,
    label: null,
    pushTo: null,
    allowWorkflowFiles: false,
    followLimitMs: null,
    revisionsMax: null,
    pollMs: null,
    webhook: null,
  };
}
