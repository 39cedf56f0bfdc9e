// GitHub as workflows see it, but for the branch itself, which git brings there.
import type { RemoteForge } from '../remote-forge.js';
import { answerRemarks } from './answer-remarks.js';
import type { GitHubHands } from './github-hands.js';
import { lookAtPullRequest } from './look-at-pull-request.js';
import { openPullRequest } from './open-pull-request.js';
import { rerunChecks } from './rerun-checks.js';
import { showProgress } from './show-progress.js';
import { writeComment } from './write-comment.js';

export function createGitHubActivities(hands: GitHubHands): RemoteForge {
  return {
    openPullRequest: (input) => openPullRequest(hands, input),
    showProgress: (input) => showProgress(hands, input),
    lookAtPullRequest: (input) => lookAtPullRequest(hands, input),
    rerunChecks: (input) => rerunChecks(hands, input),
    answerRemarks: (input) => answerRemarks(hands, input),
    comment: (input) => writeComment(hands, input),
  };
}
