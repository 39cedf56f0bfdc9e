import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createGitHub } from '../../../../activities/forge/github/create-github.js';
import { homeIn } from '../../../../activities/home.js';
import { createWorkspace } from '../../../../activities/workspace/create-workspace.js';
import { fetchBranch, openRepository } from '../../../../activities/workspace/create-workspace-activities.js';
import { githubRemotes } from '../../../../activities/workspace/remote/github-remotes.js';
import type { Workspace } from '../../../../activities/workspace/workspace.js';
import { checkForge } from '../../../../cli/doctor/check-forge.js';
import type { GitHubSettings } from '../../../../core/operator-config.js';
import { callCli } from '../../../cli/call-cli.js';
import { renameRepository, setRole } from '../../../doubles/github/acts/repositories.js';
import { type GitHubRoom, githubRoom } from '../../forge/github/github-room.js';
import { candidate, RUN, temporaryFolder } from '../repositories.js';

const BRANCH = 'nightshift/7-add';
const TARGET = { branch: BRANCH, replaces: null };

let room: GitHubRoom;
let workspace: Workspace;
beforeEach(async () => {
  room = await githubRoom();
  workspace = workspaceWith(room.env);
});

function homeOfTest() {
  const state = temporaryFolder();
  return homeIn({ state, cache: temporaryFolder(), config: join(state, 'config.yml') });
}

function workspaceWith(env: NodeJS.ProcessEnv, more: Partial<GitHubSettings> = {}): Workspace {
  const settings = { ...room.settings, ...more };
  return createWorkspace({ home: homeOfTest(), remotes: githubRemotes(createGitHub(settings, env), settings) });
}

function open(on = workspace) {
  return openRepository(on, { repository: room.repository, run: RUN, target: TARGET });
}

async function make(on = workspace) {
  const { baseCommit: base } = await on.open(room.repository, RUN);
  const house = { user: '', state: '', workspace: on, repository: room.repository, base };
  return { base, made: await candidate(house, base, { fresh: 'x' }) };
}

function doctor(env: NodeJS.ProcessEnv = room.env, more: Partial<GitHubSettings> = {}) {
  const settings = { ...room.settings, ...more };
  return checkForge({ context: { env, home: homeOfTest() }, settings, github: createGitHub(settings, env) });
}

describe('git on GitHub', () => {
  it('opens, publishes, and fetches what a person pushed to the result', async () => {
    const { made } = await make();
    await workspace.publish(room.repository, BRANCH, made, null);
    await workspace.publish(room.repository, BRANCH, made, null);
    const theirs = await room.double
      .as('maria')
      .pushCommit({ branch: BRANCH, files: { theirs: 'x' }, message: 'More' });
    const fetched = await fetchBranch(workspace, { repository: room.repository, run: RUN, branch: BRANCH });
    expect(fetched).toEqual({ ok: true, commit: theirs });
    const { made: other } = await make();
    await expect(workspace.publish(room.repository, BRANCH, other, made)).rejects.toMatchObject({
      reason: 'branchTaken',
    });
  });

  it('is let in by the token of an App', async () => {
    const permissions = { contents: 'write', metadata: 'read' } as const;
    const app = room.double.app({ slug: 'night', installedOn: { acme: null }, permissions });
    const on = workspaceWith({ KEY: app.privateKey }, { app: { id: app.id, privateKeyEnv: 'KEY' } });
    const { made } = await make(on);
    await on.publish(room.repository, BRANCH, made, null);
    expect(await room.double.repository('acme/library').git.branch(BRANCH)).toBe(made);
  });

  it('pushes to a fork that is there, and says where one is not', async () => {
    const pushTo = { kind: 'fork', owner: 'nightshift' } as const;
    const target = { ...TARGET, pushTo };
    const ask = () => openRepository(workspace, { repository: room.repository, run: RUN, target });
    expect(await ask()).toMatchObject({
      ok: false,
      reason: 'refused',
      message: expect.stringContaining('make it first'),
    });
    await room.double.as('nightshift').fork();
    expect(await ask()).toMatchObject({ ok: true });
    const { made } = await make();
    await workspace.publish(room.repository, BRANCH, made, null, pushTo);
    expect(await room.double.repository('nightshift/library').git.branch(BRANCH)).toBe(made);
  });

  it('is told before money is spent of a right that is missing, of an archive and of a new name', async () => {
    const library = room.double.repository('acme/library');
    setRole(room.double.world, library, 'nightshift', 'read');
    expect(await open()).toMatchObject({ ok: false, reason: 'refused', message: expect.stringContaining('denied to') });
    setRole(room.double.world, library, 'nightshift', 'write');
    library.archived = true;
    expect(await open()).toMatchObject({ ok: false, reason: 'refused', message: expect.stringContaining('archived') });
    library.archived = false;
    renameRepository(room.double.world, library, 'books');
    expect(await open()).toMatchObject({
      ok: false,
      reason: 'notARepository',
      message: expect.stringContaining('renamed'),
    });
  });
});

describe('doctor on GitHub', () => {
  it('finds nothing wrong where all is well, but for a label that is not there yet', async () => {
    const checks = await doctor();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ found }) => found).join('\n')).toMatch(
      /nightshift at .*\n.*\n.*we may push to it\n.*not there yet/,
    );
    room.double.as('maria').openIssue({ title: 'x', labels: ['nightshift'] });
    expect((await doctor()).at(-1)?.found).toBe('the label "nightshift" starts a run');
  });

  it('is part of the command, which fails where something is wrong', async () => {
    const folder = temporaryFolder();
    const { host, url, apiUrl } = room.double;
    const text = `github: { repositories: [acme/library], host: "${host}", webUrl: "${url}", apiUrl: "${apiUrl}" }\n`;
    writeFileSync(join(folder, 'config.yml'), text);
    const call = async (env: NodeJS.ProcessEnv) => {
      const called = await callCli(['doctor', '--config', 'config.yml', '--json'], {
        cwd: folder,
        env: { NIGHTSHIFT_HOME: folder, HOME: folder, ...env },
      });
      const { checks } = JSON.parse(called.stdout);
      return checks.filter(({ name }: { name: string }) => ['github', 'github news', 'acme/library'].includes(name));
    };
    expect(await call({})).toEqual([
      expect.objectContaining({ name: 'github', ok: false, found: 'GITHUB_TOKEN is not set' }),
      expect.objectContaining({ name: 'github news', ok: true }),
    ]);
    const token = room.double.token('nightshift');
    const checks = await call({ GITHUB_TOKEN: token });
    expect(checks.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, true, true, true]);
    expect(JSON.stringify(checks)).not.toContain(token);
  });

  it('tells of a token that is not valid, and of one that may only read', async () => {
    const wrong = await doctor({ GITHUB_TOKEN: 'ghp_wrong0123456789wrong0123456789wrong' });
    expect(wrong.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ name: 'github', found: expect.stringContaining('is not valid') }),
    ]);
    const permissions = { contents: 'read', issues: 'write', pull_requests: 'write', metadata: 'read' } as const;
    const reading = await doctor({ GITHUB_TOKEN: room.double.token('nightshift', { permissions }) });
    expect(reading.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ name: 'acme/library', found: expect.stringContaining('"Contents: read and write"') }),
    ]);
  });
});
