// What a worker's activities are built from. The worker process puts it together; activities only use it.
import type { SandboxKind } from '../core/command.js';
import type { RepositoryRef } from '../core/repository.js';
import type { ExpectedFailure, ValidatorPlan } from '../core/validator.js';
import type { Home } from './home.js';
import type { Ledger } from './ledger/ledger.js';
import type { Sandbox, SandboxMount } from './sandbox/sandbox.js';
import type { SecretScanner } from './secrets/find-secrets.js';
import type { Workspace } from './workspace/workspace.js';

export interface Hands {
  home: Home;
  ledger: Ledger;
  workspace: Workspace;
  /** Throws `SandboxMismatch` when this worker has no sandbox of that kind. */
  sandbox(kind: SandboxKind): Sandbox;
  dependencies: DependencyCache;
  secrets: SecretScanner;
}

/** Dependencies of a repository, installed once for each host, lockfile and toolchain. */
export interface DependencyCache {
  /**
   * The installation for a commit, made first if it is not there. Whoever gets it releases it when its runs are over;
   * until then it is not evicted. Throws the signal's reason when cancelled.
   */
  prepare(input: PrepareInput): Promise<PreparedDependencies | ExpectedFailure<'setupFailed'>>;
}

export interface PrepareInput {
  repository: RepositoryRef;
  /** The run's base: whose files an installation sees. */
  baseCommit: string;
  /** The commit that is run. Its manifests count where the operator allows that. */
  commit: string;
  validator: ValidatorPlan;
  sandbox: Sandbox;
  signal: AbortSignal;
}

export interface PreparedDependencies {
  ok: true;
  cacheKey: string;
  /** Mounts for everything that setup made, at the paths where it made them (under `/w`). */
  mounts: SandboxMount[];
  /** Texts of lockfiles that changed with the commit's manifests, by path; empty unless they count and changed. */
  lockfiles: Record<string, string>;
  release(): void;
}
