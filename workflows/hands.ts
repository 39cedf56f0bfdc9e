// The activities as workflows call them: each with the policy of its kind.
import { proxyActivities } from '@temporalio/workflow';
import type {
  ForgeActivities,
  LedgerActivities,
  ToolActivities,
  ValidatorActivities,
  WorkspaceActivities,
} from '../core/activities.js';
import type { ModelActivities } from '../core/model-activities.js';
import { forgeWrite, gitNetwork, gitQuick, ledgerWrite, modelCall, testRun, toolRun } from './activity-policies.js';

type Composer = Omit<ModelActivities, keyof Caller>;
type Caller = Pick<ModelActivities, 'planTasks' | 'callModel'>;
type Detector = Pick<ValidatorActivities, 'detectTests'>;
type Tester = Pick<ValidatorActivities, 'runBaseline' | 'judge' | 'checkTests'>;
type Opener = Pick<WorkspaceActivities, 'openRepository'>;
type Keeper = Pick<WorkspaceActivities, 'mergeCommit' | 'discardWorktrees'>;
type Finisher = Pick<ValidatorActivities, 'deliverTests'>;

export const repositories = proxyActivities<Opener>(gitNetwork);
export const store = proxyActivities<Keeper & Finisher>(gitQuick);
export const detection = proxyActivities<Detector>(gitQuick);
export const tests = proxyActivities<Tester>(testRun);
export const briefs = proxyActivities<Composer>(gitQuick);
export const models = proxyActivities<Caller>(modelCall);
export const tools = proxyActivities<ToolActivities>(toolRun);
export const forge = proxyActivities<ForgeActivities>(forgeWrite);
export const ledger = proxyActivities<LedgerActivities>(ledgerWrite);
