// What a worker's activities are built from. The worker process puts it together; activities only use it.
import type { SandboxKind } from '../core/command.js';
import type { RepositoryRef } from '../core/repository.js';
import type { ExpectedFailure, ValidatorPlan } from '../core/validator.js';
import type { Home } from './home.js';
import type { Ledger } from './ledger/ledger.js';
import type { Sandbox, SandboxMount } from './sandbox/sandbox.js';
import type { Workspace } from './workspace/workspace.js';

export interface Hands {
  home: Home;
  ledger: Ledger;
  workspace: Workspace;
  /** Throws `SandboxMismatch` when this worker has no sandbox of that kind. */
  sandbox(kind: SandboxKind): Sandbox;
  dependencies: DependencyCache;
}

/** Dependencies of a repository, installed once for each lockfile and host. */
export interface DependencyCache {
  prepare(input: PrepareInput): Promise<PreparedDependencies | ExpectedFailure<'setupFailed'>>;
}

export interface PrepareInput {
  repository: RepositoryRef;
  commit: string;
  validator: ValidatorPlan;
  sandbox: Sandbox;
  signal: AbortSignal;
}

export interface PreparedDependencies {
  ok: true;
  cacheKey: string;
  /** Read-only mounts for everything that setup made, at the paths where it made them (under `/w`). */
  mounts: SandboxMount[];
}
