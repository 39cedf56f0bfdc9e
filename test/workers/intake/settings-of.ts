// What an operator writes who watches the double's one repository.
import type { GitHubSettings } from '../../../core/operator-config.js';
import type { GitHubDouble } from '../../doubles/github/github-double.js';
import { aGitHubSettings } from '../../doubles/github-settings.js';

export function settingsOf({ host, apiUrl, url }: Pick<GitHubDouble, 'host' | 'apiUrl' | 'url'>): GitHubSettings {
  return aGitHubSettings({ host, apiUrl, webUrl: url });
}
