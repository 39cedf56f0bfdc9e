// Does what the rule says about the pull request. What fails there is said and not tried again: the result stands.
import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import {
  afterAnswer,
  afterBaseTried,
  afterChecksLeft,
  afterHeadLeft,
  afterRerun,
  type FollowMemory,
} from '../../../core/follow/memory.js';
import type { FollowStep } from '../../../core/follow/next-step.js';
import { reasonOf } from '../../reason-of.js';
import type { Run } from '../run.js';
import { sayToReviewers } from '../tell-issue.js';
import { declineChecks, repairChecks, rerunChecks } from './checks.js';
import { memoryOf, remember } from './memory-of.js';
import { mergeBase } from './merge-base.js';
import { declineRemarks, revise } from './revise.js';
import { shortCommit } from './short-commit.js';
import { takeHead } from './take-head.js';
import { unlessOver } from './unless-over.js';

export type Action = Exclude<FollowStep, { kind: 'end' | 'wait' }>;

export async function act(run: Run, action: Action): Promise<void> {
  try {
    await unlessOver(run, () => done(run, action));
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const reason = reasonOf(error);
    log.warn('Something could not be done about the pull request', { kind: action.kind, reason });
    run.notes.push(`${FAILED[action.kind]}: ${reason}`);
    sayToReviewers(run, `trouble-${action.kind}-${shortCommit(memoryOf(run).published)}`, `${FAILED[action.kind]}.`);
    remember(run, (memory) => leave(memory, action));
  }
}

/** What people are told; the reason is for the operator, who finds it on the receipt. */
const FAILED: Record<Action['kind'], string> = {
  takeHead: 'What was pushed to the branch could not be taken over',
  revise: 'The remarks could not be worked on',
  rerunChecks: 'The failing checks could not be run again',
  repairChecks: 'The failing checks could not be mended',
  mergeBase: 'The base branch could not be merged in',
  declineRemarks: 'The remarks could not be answered',
  declineChecks: 'The failing checks could not be answered',
};

function done(run: Run, action: Action): Promise<void> {
  switch (action.kind) {
    case 'revise':
      return revise(run, action.remarks);
    case 'declineRemarks':
      return declineRemarks(run, action.remarks);
    case 'rerunChecks':
      return rerunChecks(run, action.checks);
    case 'repairChecks':
      return repairChecks(run, action.checks);
    case 'declineChecks':
      return declineChecks(run, action.checks);
    case 'mergeBase':
      return mergeBase(run, action.commit, action.why);
    case 'takeHead':
      return takeHead(run, action.commit);
  }
}

function leave(memory: FollowMemory, action: Action): FollowMemory {
  switch (action.kind) {
    case 'revise':
    case 'declineRemarks':
      return afterAnswer(memory, action.remarks);
    case 'rerunChecks':
      return afterRerun(memory, action.checks, Date.now());
    case 'repairChecks':
    case 'declineChecks':
      return afterChecksLeft(memory, action.checks);
    case 'mergeBase':
      return afterBaseTried(memory, action.commit, Date.now());
    case 'takeHead':
      return afterHeadLeft(memory, action.commit);
  }
}
