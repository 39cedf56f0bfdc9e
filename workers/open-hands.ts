// Puts a worker's hands together: ledger, workspace, sandbox, dependencies, models. The only place that knows them all.
import { mkdir } from 'node:fs/promises';
import { failure } from '../activities/failure.js';
import { createForgeActivities } from '../activities/forge/create-forge-activities.js';
import { createGitHubActivities } from '../activities/forge/github/create-github-activities.js';
import type { GitHubClient } from '../activities/forge/github/github-client.js';
import type { Hands } from '../activities/hands.js';
import type { Home } from '../activities/home.js';
import { createLedger } from '../activities/ledger/create-ledger.js';
import { createLedgerActivities } from '../activities/ledger/ledger-activities.js';
import { parseLedger } from '../activities/ledger/ledger-address.js';
import { createModelActivities } from '../activities/models/model-activities.js';
import type { Providers } from '../activities/models/providers.js';
import type { Sandbox } from '../activities/sandbox/sandbox.js';
import { createToolActivities } from '../activities/sandbox/tool-activities.js';
import { createSecretScanner } from '../activities/secrets/find-secrets.js';
import type { KnownSecrets } from '../activities/secrets/known-secrets.js';
import { redactingLedger } from '../activities/secrets/redacting-ledger.js';
import { redactingProviders } from '../activities/secrets/redacting-providers.js';
import { redactingSandbox } from '../activities/secrets/redacting-sandbox.js';
import { redactingWorkspace } from '../activities/secrets/redacting-workspace.js';
import { createRedactor } from '../activities/secrets/redactor.js';
import { scanTexts } from '../activities/secrets/scan-texts.js';
import { withoutPlaces } from '../activities/secrets/without-places.js';
import { createDependencyCache } from '../activities/validator/dependencies/dependency-cache.js';
import { createValidatorActivities } from '../activities/validator/validator-activities.js';
import { createWorkspace } from '../activities/workspace/create-workspace.js';
import { createWorkspaceActivities } from '../activities/workspace/create-workspace-activities.js';
import { githubRemotes } from '../activities/workspace/remote/github-remotes.js';
import { NO_REMOTES } from '../activities/workspace/remote/remotes.js';
import type { Activities } from '../core/activities.js';
import type { SandboxKind } from '../core/command.js';
import type { GitHubSettings } from '../core/operator-config.js';
import { requireStore } from './require-store.js';

export interface HandsOptions {
  home: Home;
  providers: Providers;
  /** Made and tested by {@link openSandbox}. */
  sandbox: Sandbox;
  /** Globs of paths in which the operator expects what looks like secrets. */
  allowSecretsIn: readonly string[];
  /** What this process was given and must not leave it. */
  secrets: KnownSecrets;
  /** What installed dependencies may take together. Null: the default. */
  dependencyCacheBytesMax: number | null;
  /** The client was made with the same `secrets`. Absent or null: the operator names none. */
  github?: GitHubAccess | null;
}

export interface GitHubAccess {
  client: GitHubClient;
  settings: GitHubSettings;
}

export interface OpenedHands {
  activities: Activities;
  close(): Promise<void>;
}

export async function openHands(options: HandsOptions): Promise<OpenedHands> {
  const { home, secrets, allowSecretsIn, dependencyCacheBytesMax, github = null } = options;
  const remotes = github ? githubRemotes(github.client, github.settings) : NO_REMOTES;
  await mkdir(home.state, { recursive: true });
  await requireStore(home);
  const ledger = redactingLedger(await createLedger(parseLedger(home.ledger)), secrets);
  const workspace = createWorkspace({ home, remotes });
  const redactor = createRedactor({ known: secrets, scan: scanTexts, allowedPaths: allowSecretsIn });
  const sandbox = redactingSandbox(options.sandbox, redactor);
  const hands: Hands = {
    home,
    ledger,
    workspace,
    sandbox: (kind) => only(sandbox, kind),
    dependencies: createDependencyCache({ home, workspace, bytesMax: dependencyCacheBytesMax }),
    secrets: createSecretScanner({
      workspace,
      artifacts: ledger.artifacts,
      allowedPaths: allowSecretsIn,
      known: secrets,
    }),
  };
  const { artifacts } = ledger;
  const places = [home.state, home.cache];
  const forPeople = withoutPlaces(redactor, places);
  const forge = github && createGitHubActivities({ client: github.client, artifacts, redactor: forPeople });
  const activities: Activities = {
    ...createWorkspaceActivities(hands),
    ...createValidatorActivities(hands),
    ...createModelActivities(
      { ledger, workspace: redactingWorkspace(workspace, redactor) },
      redactingProviders(options.providers, secrets),
    ),
    ...createToolActivities(hands),
    ...createForgeActivities(hands, forge),
    ...createLedgerActivities(hands),
  };
  return { activities, close: () => ledger.close() };
}

/** A run keeps the sandbox that it began with; a weaker one is never used in its place. */
function only(sandbox: Sandbox, kind: SandboxKind): Sandbox {
  if (sandbox.kind === kind) return sandbox;
  throw failure('SandboxMismatch', `the run wants the sandbox "${kind}", this worker has "${sandbox.kind}"`);
}
