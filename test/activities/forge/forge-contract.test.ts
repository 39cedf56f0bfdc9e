import { createForgeActivities } from '../../../activities/forge/create-forge-activities.js';
import { homeIn } from '../../../activities/home.js';
import { createSecretScanner } from '../../../activities/secrets/find-secrets.js';
import { createWorkspace } from '../../../activities/workspace/create-workspace.js';
import { githubRemotes } from '../../../activities/workspace/remote/github-remotes.js';
import { scannerOn } from '../secrets/samples.js';
import { candidate, commit, git, type Opened, opened, RUN, temporaryFolder } from '../workspace/repositories.js';
import { type ForgeHouse, forgeContract } from './forge-contract.js';
import { githubRoom, US } from './github/github-room.js';

let candidates = 0;
function candidatesOf(house: Opened): ForgeHouse['candidate'] {
  candidates += 1;
  return (from, files) => candidate(house, from, files, String(++candidates));
}

async function folder(): Promise<ForgeHouse> {
  const house = await opened();
  const { user, workspace, repository, base } = house;
  const hands = { workspace, secrets: await scannerOn(workspace) };
  return {
    activities: createForgeActivities(hands, null),
    repository,
    base,
    issue: 1,
    candidate: candidatesOf(house),
    tip: async (branch) => git(user, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || null,
    push: async (branch) => {
      git(user, 'checkout', '--quiet', '-b', branch);
      const made = commit(user, { theirs: 'x' });
      git(user, 'checkout', '--quiet', 'main');
      return made;
    },
    pullRequests: () => [],
    comments: () => [],
  };
}

async function github(): Promise<ForgeHouse> {
  const room = await githubRoom();
  const { double, repository, settings } = room;
  const state = temporaryFolder();
  const home = homeIn({ state, cache: temporaryFolder(), config: `${state}/config.yml` });
  const workspace = createWorkspace({ home, remotes: githubRemotes(room.github, settings) });
  const { baseCommit: base } = await workspace.open(repository, RUN);
  const secrets = createSecretScanner({ workspace, artifacts: room.ledger.artifacts, allowedPaths: [] });
  const issue = double.as('maria').openIssue({ title: 'Add numbers' });
  const { issues, git: bare } = double.repository('acme/library');
  return {
    activities: createForgeActivities({ workspace, secrets }, room.activities),
    repository,
    base,
    issue: issue.number,
    candidate: candidatesOf({ user: '', state, workspace, repository, base }),
    tip: (branch) => bare.branch(branch),
    push: (branch) => double.as('maria').pushCommit({ branch, files: { theirs: 'x' }, message: 'x' }),
    pullRequests: () => issues.filter(({ pull }) => pull !== null).map(({ title }) => title),
    comments: () => issue.data.comments.filter(({ user }) => user.login === US).map(({ body }) => body),
  };
}

forgeContract('a folder', folder, { pullRequests: false });
forgeContract('GitHub', github, { pullRequests: true });
