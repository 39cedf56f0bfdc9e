// A pull request of ours that waits to be looked at, for the tests that do.
import type { LookInput, LookResult, PullRequestNews } from '../../../../core/forge-activities.js';
import type { PullHandle } from '../../../doubles/github/people/pull-handle.js';
import { type GitHubRoom, githubRoom, type RoomOptions, US } from './github-room.js';

const BRANCH = 'nightshift/1-add-a-thing';

export interface Opened {
  room: GitHubRoom;
  pull: PullHandle;
  look(etags?: LookInput['etags']): Promise<LookResult>;
  news(): Promise<PullRequestNews>;
}

export async function opened(options: RoomOptions = {}): Promise<Opened> {
  const room = await githubRoom(options);
  const { double, repository } = room;
  const maria = double.as('maria');
  const { number } = maria.openIssue({ title: 'Add a thing' });
  await double
    .as(US)
    .pushCommit({ branch: BRANCH, files: { 'src/thing.js': 'one();\ntwo();\n' }, message: 'Add a thing' });
  const { number: pullNumber } = await double
    .as(US)
    .openPull({ title: 'Add a thing', head: BRANCH, body: 'Closes #1' });
  double.settle();
  const pull = maria.pull(pullNumber);
  const look = (etags: LookInput['etags'] = null) =>
    room.activities.lookAtPullRequest({
      repository,
      issue: { number, url: '' },
      pushTo: { kind: 'branch' },
      pullRequest: { number: pullNumber, url: '' },
      branch: BRANCH,
      etags,
    });
  const news = async () => {
    double.settle();
    const result = await look();
    if (!result.ok) throw new Error(JSON.stringify(result));
    return result.news;
  };
  return { room, pull, look, news };
}
