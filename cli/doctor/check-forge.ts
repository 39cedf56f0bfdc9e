// Whether runs can come from GitHub and go there: who we are to it, and for each repository what a run needs of it.
import type { Answer, GitHub } from '../../activities/forge/github/github.js';
import { placesOf } from '../../activities/workspace/places.js';
import { githubRemotes } from '../../activities/workspace/remote/github-remotes.js';
import { probeRemote } from '../../activities/workspace/remote/probe-remote.js';
import { formatDuration } from '../../core/duration.js';
import type { PushTo } from '../../core/forge-activities.js';
import { repositoryNamed, repositoryRefOf, webUrlOf } from '../../core/github-address.js';
import { pollMsOf } from '../../core/intake/intake-id.js';
import type { GitHubSettings } from '../../core/operator-config.js';
import type { ForgeRepository } from '../../core/repository.js';
import { NO_REPOSITORY_CONFIG, REPOSITORY_CONFIG_FILE } from '../../core/repository-config.js';
import { DEFAULT_LABEL } from '../../core/terms.js';
import { readRepositoryConfig } from '../../schemas/repository-config.js';
import type { CommandContext } from '../context.js';
import { bad, type Check, checking, good } from './check.js';

interface Looking {
  context: Pick<CommandContext, 'env' | 'home'>;
  settings: GitHubSettings;
  github: GitHub;
}

/** Nothing is ever pushed under that name. */
const PROBE_BRANCH = 'nightshift/doctor';
const CONFIG_BYTES_MAX = 65_536;
const SECRET_CHARS_MIN = 16;
const DEFAULT_TOKEN_ENV = 'GITHUB_TOKEN';

export async function checkForge(looking: Looking): Promise<Check[]> {
  const identity = await checkIdentity(looking);
  const checks = [identity, checkNews(looking)];
  // Each repository would only say again that we are not let in.
  if (!identity.ok) return checks;
  for (const fullName of looking.settings.repositories) {
    checks.push(...(await checkRepository(looking, repositoryNamed(looking.settings, fullName))));
  }
  return checks;
}

async function checkIdentity({ context, settings, github }: Looking): Promise<Check> {
  const { app, repositories } = settings;
  const variable = variableOf(settings);
  if (secretIn(context.env, variable) === '') {
    const what = app ? `the private key of the GitHub App ${app.id}` : 'a token';
    return bad('github', `${variable} is not set`, `Set it to ${what}; docs/github.md says how to get one.`);
  }
  return checking('github', null, async () => {
    const login = said(await github.whoAmI(repositoryNamed(settings, repositories[0] ?? '')));
    return good('github', `${login} at ${webUrlOf(settings)}, by ${variable}`);
  });
}

/** How news reaches us. */
function checkNews({ context, settings }: Looking): Check {
  const { webhook } = settings;
  const every = `asked for every ${formatDuration(pollMsOf(settings))}`;
  if (webhook === null) return good('github news', every);
  const { secretEnv, port, listenHost } = webhook;
  const secret = secretIn(context.env, secretEnv);
  const advice = `Set it to what the webhook has on GitHub, such as the output of "openssl rand -hex 32".`;
  if (secret === '') return bad('github news', `${secretEnv} is not set`, advice);
  if (secret.length < SECRET_CHARS_MIN) {
    return bad('github news', `${secretEnv} has fewer than ${SECRET_CHARS_MIN} characters`, advice);
  }
  return good(
    'github news',
    `webhooks at ${listenHost ?? '127.0.0.1'}:${port} signed by ${secretEnv}; ${every} as well`,
  );
}

/** The checks that came before the first failure, and the failure. */
async function checkRepository(looking: Looking, forge: ForgeRepository): Promise<Check[]> {
  const name = `${forge.owner}/${forge.name}`;
  const checks: Check[] = [];
  const failed = await checking(name, null, async () => {
    await lookAt(looking, forge, name, (check) => checks.push(check));
    return good(name, '');
  });
  return failed.ok ? checks : [...checks, failed];
}

async function lookAt(
  looking: Looking,
  forge: ForgeRepository,
  name: string,
  add: (check: Check) => void,
): Promise<void> {
  const { settings, github } = looking;
  const facts = said(await github.repository(forge));
  const nameNow = `${facts.owner}/${facts.name}`;
  const page = `${webUrlOf(settings)}/${nameNow}`;
  if (nameNow.toLowerCase() !== name.toLowerCase()) {
    return add(bad(name, `is called ${nameNow} now`, 'Correct it under github.repositories.'));
  }
  if (facts.archived) return add(bad(name, 'is archived, so nothing can be written', `Unarchive it: ${page}/settings`));
  if (!facts.issues) add(bad(name, 'its issues are off', `Switch them on: ${page}/settings`));
  add(await checkPushing(looking, forge, name));
  const config = await checkConfig(github, forge, name);
  for (const problem of config.problems) add(problem);
  if (facts.private && isFineGrained(looking)) {
    const found = 'is private, and of its checks a fine-grained token reads jobs of Actions and commit statuses only';
    add({
      ...good(name, found),
      advice:
        'Give it "Actions: read and write" and "Commit statuses: read". So that checks of other CI are seen as well, ' +
        'use a GitHub App, or a classic token with the scope repo.',
    });
  }
  add(await checkLabel(github, forge, name, { label: config.label ?? settings.label ?? DEFAULT_LABEL, page }));
}

function checkPushing({ context, settings, github }: Looking, forge: ForgeRepository, name: string): Promise<Check> {
  return checking(name, null, async () => {
    const repository = repositoryRefOf(settings, forge);
    const pushTo: PushTo = settings.pushTo ?? { kind: 'branch' };
    const remotes = githubRemotes(github, settings);
    const target = { branch: PROBE_BRANCH, pushTo };
    const head = await probeRemote(placesOf(context.home, repository), remotes, repository, target);
    const goal = pushTo.kind === 'fork' ? `${pushTo.owner}/${forge.name}` : 'it';
    return good(name, `${head.branch} at ${head.commit.slice(0, 12)}; we may push to ${goal}`);
  });
}

async function checkConfig(
  github: GitHub,
  forge: ForgeRepository,
  name: string,
): Promise<{ label: string | null; problems: Check[] }> {
  const text = said(await github.file(forge, REPOSITORY_CONFIG_FILE, CONFIG_BYTES_MAX));
  const read = readRepositoryConfig(text ?? '', `${REPOSITORY_CONFIG_FILE} of ${name}`);
  if (read.ok) return { label: read.value.label, problems: [] };
  const problems = read.problems.map((problem) => bad(name, problem, 'Correct it on the default branch.'));
  return { label: NO_REPOSITORY_CONFIG.label, problems };
}

async function checkLabel(
  github: GitHub,
  forge: ForgeRepository,
  name: string,
  { label, page }: { label: string; page: string },
): Promise<Check> {
  if (said(await github.hasLabel(forge, label))) return good(name, `the label "${label}" starts a run`);
  return {
    ...good(name, `the label "${label}" is not there yet`),
    advice: `Make it, to start runs by it: ${page}/labels`,
  };
}

function isFineGrained({ context, settings }: Looking): boolean {
  return settings.app === null && secretIn(context.env, variableOf(settings)).startsWith('github_pat_');
}

/** Which holds the token, or the private key of the App. */
function variableOf({ app, tokenEnv }: GitHubSettings): string {
  return app?.privateKeyEnv ?? tokenEnv ?? DEFAULT_TOKEN_ENV;
}

function secretIn(env: NodeJS.ProcessEnv, variable: string): string {
  return env[variable]?.trim() ?? '';
}

/** Refusals say the way out themselves. */
function said<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new Error(answer.message);
}
