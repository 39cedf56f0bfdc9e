import { describe, expect, it } from '@jest/globals';
import { openRepository } from '../../../activities/workspace/create-workspace-activities.js';
import type { PublishTarget } from '../../../core/activities.js';
import { candidate, fingerprint, git, opened, RUN } from './repositories.js';
import { withoutRights } from './without-rights.js';

const BRANCH = 'nightshift/add-numbers';
const TARGET: PublishTarget = { branch: BRANCH, replaces: null };

async function house() {
  const where = await opened();
  const { workspace, repository } = where;
  const open = (target: PublishTarget = TARGET, run = RUN) => openRepository(workspace, { repository, run, target });
  return { ...where, open };
}

describe('opening a repository, before money is spent,', () => {
  it('refuses a branch that holds other commits, and takes one that this spec published before', async () => {
    const { user, base, open } = await house();
    git(user, 'branch', BRANCH);
    expect(await open()).toMatchObject({ ok: false, reason: 'branchTaken', message: expect.stringContaining(BRANCH) });
    expect(await open({ ...TARGET, replaces: base })).toMatchObject({ ok: true });
  });

  it('refuses a branch that another one leaves no room for', async () => {
    const { user, open } = await house();
    git(user, 'branch', 'nightshift');
    expect(await open()).toMatchObject({
      ok: false,
      reason: 'branchTaken',
      message: expect.stringContaining('beside'),
    });
  });

  it('refuses a branch that is checked out', async () => {
    const { user, base, open } = await house();
    git(user, 'checkout', '--quiet', '-b', BRANCH);
    const target = { branch: BRANCH, replaces: base };
    expect(await open(target)).toMatchObject({ ok: false, reason: 'branchCheckedOut' });
  });

  it('takes a branch that this very run has made, as after a reset in Temporal', async () => {
    const where = await house();
    const made = await candidate(where, where.base, { fresh: 'x' });
    await where.workspace.publish(where.repository, BRANCH, made, null);
    expect(await where.open()).toMatchObject({ ok: true });
    expect(await where.open(TARGET, 'another.1')).toMatchObject({ ok: false, reason: 'branchTaken' });
  });

  it('refuses a repository that cannot be written, and says how that is mended', async () => {
    const { user, open } = await house();
    const result = await withoutRights(user, open);
    expect(result).toMatchObject({ ok: false, reason: 'readOnly', message: expect.stringContaining('writable') });
  });

  it('leaves nothing behind in it', async () => {
    const { user, open } = await house();
    const before = fingerprint(user);
    await open();
    expect(fingerprint(user)).toEqual(before);
  });
});
