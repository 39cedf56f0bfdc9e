// The activities around acceptance tests that a model writes, seen from the workflows: they belong to several rooms.
import type { ArtifactRef } from './artifact.js';
import type { Conversation } from './candidate.js';
import type { SandboxKind } from './command.js';
import type { RepositoryRef } from './repository.js';
import type { SpecRef } from './spec.js';
import type { ValidatorPlan } from './validator.js';
import type { AuthoredTests, CheckedTests } from './written-tests.js';

export interface AuthorActivities {
  /** Writes the first messages for the author. */
  composeTestsBrief(input: TestsBriefInput): Promise<Conversation>;
  /** One turn's tool calls, in a fresh checkout of the base of which only new files of tests stay. */
  runAuthorTools(input: RunAuthorToolsInput): Promise<RunAuthorToolsResult>;
  /** Runs the tests on the base, and says whether they may judge anybody. */
  checkTests(input: CheckTestsInput): Promise<CheckedTests>;
  /** The delivered commit with those of the tests in it that are to stay. */
  deliverTests(input: DeliverTestsInput): Promise<{ commit: string }>;
}

export interface TestsBriefInput {
  repository: RepositoryRef;
  baseCommit: string;
  spec: SpecRef;
  validator: ValidatorPlan;
  /** What was wrong with the tests of the try before; empty for the first. */
  problems: string[];
}
export interface RunAuthorToolsInput {
  repository: RepositoryRef;
  baseCommit: string;
  conversation: Conversation;
  /** What was written so far, `AcceptanceFiles` as JSON; null when that is nothing. */
  files: ArtifactRef | null;
  validator: ValidatorPlan;
  sandbox: SandboxKind;
}
export interface RunAuthorToolsResult extends AuthoredTests {
  /** One line for the UI, such as `exit 0 in 1.2 s`. */
  ended: string;
  /** As in `RunToolsResult`. */
  failing?: string | null;
  unusable?: string | null;
}
export interface CheckTestsInput {
  repository: RepositoryRef;
  commit: string;
  validator: ValidatorPlan;
  /** `BaselineOk.results`. */
  baseline: ArtifactRef;
  authored: AuthoredTests;
  /** Share of the tests to hold out, from 0 to 0.5. */
  holdout: number;
  sandbox: SandboxKind;
}
export interface DeliverTestsInput {
  repository: RepositoryRef;
  run: string;
  commit: string;
  visible: ArtifactRef;
  heldOut: ArtifactRef | null;
  /** Ids of tests that are set aside: the files that hold them are taken out. */
  setAside: string[];
  /** False: the written tests are taken out of what is delivered. */
  keep: boolean;
  committedAtMs: number;
}
