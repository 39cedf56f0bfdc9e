// Makes a pull request a draft, or ready for review: only GraphQL changes that.
import type { Octokit } from 'octokit';

const TO_DRAFT = `mutation ($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;
const TO_READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

export async function setDraft(octokit: Octokit, id: string, draft: boolean): Promise<void> {
  await octokit.graphql(draft ? TO_DRAFT : TO_READY, { id });
}
