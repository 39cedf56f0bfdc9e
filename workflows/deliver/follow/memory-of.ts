// What is remembered of the pull request, and the pull request itself: both are there while it is followed.
import type { FollowMemory } from '../../../core/follow/memory.js';
import type { PullRequestRef } from '../../../core/forge-activities.js';
import type { Run } from '../run.js';

export function memoryOf({ following, stage }: Run): FollowMemory {
  if (!following) throw new Error(`nothing is followed in stage ${stage}`);
  return following;
}

export function remember(run: Run, change: (memory: FollowMemory) => FollowMemory): void {
  run.following = change(memoryOf(run));
}

export function pullRequestOf({ pullRequest, stage }: Run): PullRequestRef {
  if (!pullRequest) throw new Error(`there is no pull request in stage ${stage}`);
  return pullRequest;
}
