// GitHub as the operator set it up, for the parts of a worker that reach it: activities, git, and intake.
import { githubOn } from '../../activities/forge/github/create-github.js';
import type { GitHub } from '../../activities/forge/github/github.js';
import { createGitHubClient, type GitHubClient } from '../../activities/forge/github/github-client.js';
import type { GitHubSettings } from '../../core/operator-config.js';
import type { Operator } from '../config/open-operator.js';
import type { CommandContext } from '../context.js';

export interface Forge {
  settings: GitHubSettings;
  client: GitHubClient;
  github: GitHub;
}

/** Null where the operator names none. Nothing is asked of it yet. */
export function openForge({ env }: Pick<CommandContext, 'env'>, { config, secrets }: Operator): Forge | null {
  const { github: settings } = config;
  if (settings === null) return null;
  const client = createGitHubClient(settings, env, { secrets });
  return { settings, client, github: githubOn(client) };
}
