// The activities as workflows call them: each with the policy of its kind.
import type { LedgerActivities, ToolActivities, ValidatorActivities, WorkspaceActivities } from '../core/activities.js';
import type { ForgeActivities } from '../core/forge-activities.js';
import type { ModelActivities } from '../core/model-activities.js';
import {
  folderWrite,
  forgeRead,
  forgeWrite,
  gitNetwork,
  gitQuick,
  ledgerWrite,
  modelCall,
  testRun,
  toolRun,
} from './activity-policies.js';
import { enduringActivities } from './enduring-activities.js';

type Composer = Omit<ModelActivities, keyof Caller>;
type Caller = Pick<ModelActivities, 'planTasks' | 'callModel'>;
type Detector = Pick<ValidatorActivities, 'detectTests'>;
type Tester = Pick<ValidatorActivities, 'runBaseline' | 'judge' | 'checkTests'>;
type Opener = Pick<WorkspaceActivities, 'openRepository' | 'fetchBranch'>;
type Keeper = Pick<WorkspaceActivities, 'mergeCommit' | 'mergeBase' | 'discardWorktrees'>;
type Finisher = Pick<ValidatorActivities, 'deliverTests'>;
type Publisher = Pick<ForgeActivities, 'publishBranch'>;
type Watcher = Pick<ForgeActivities, 'lookAtPullRequest'>;

export const repositories = enduringActivities<Opener>(gitNetwork);
export const store = enduringActivities<Keeper & Finisher>(gitQuick);
export const detection = enduringActivities<Detector>(gitQuick);
export const tests = enduringActivities<Tester>(testRun);
export const briefs = enduringActivities<Composer>(gitQuick);
export const models = enduringActivities<Caller>(modelCall);
export const tools = enduringActivities<ToolActivities>(toolRun);
export const folder = enduringActivities<Publisher>(folderWrite);
export const forge = enduringActivities<Omit<ForgeActivities, keyof Watcher>>(forgeWrite);
export const watcher = enduringActivities<Watcher>(forgeRead);
export const ledger = enduringActivities<LedgerActivities>(ledgerWrite);
