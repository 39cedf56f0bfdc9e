// The operator's settings for GitHub with every default, for tests that are about something else.
import type { GitHubSettings } from '../../core/operator-config.js';
import { githubSettings } from '../../schemas/github-settings.js';

export function aGitHubSettings(change: Partial<GitHubSettings> = {}): GitHubSettings {
  return { ...githubSettings.parse({ repositories: ['acme/shop'] }), ...change };
}
