// What holds for every forge, told once: a folder of this machine and GitHub have to behave alike where both do something.
import { describe, expect, it } from '@jest/globals';
import type { PublishInput } from '../../../core/activities.js';
import type { ForgeActivities, ShowProgressInput } from '../../../core/forge-activities.js';
import type { RepositoryRef } from '../../../core/repository.js';
import { aReceipt, aStatus } from '../../doubles/records.js';
import { GITHUB_TOKEN } from '../secrets/samples.js';
import type { Files } from '../workspace/repositories.js';

/** A repository on some forge, opened by a run, and what can be seen there from outside. */
export interface ForgeHouse {
  activities: ForgeActivities;
  repository: RepositoryRef;
  base: string;
  /** Where the spec came from; a folder takes any. */
  issue: number;
  /** A commit of a candidate, in the store. */
  candidate(from: string, files: Files): Promise<string>;
  /** Where a branch stands on the forge; null where there is none. */
  tip(branch: string): Promise<string | null>;
  /** A person's commit on a branch there. */
  push(branch: string): Promise<string>;
  pullRequests(): string[];
  /** Of ours, on the issue. */
  comments(): string[];
}

const BRANCH = 'nightshift/1-add-numbers';
const NOBODY = 'd'.repeat(40);

export function forgeContract(name: string, open: () => Promise<ForgeHouse>, has: { pullRequests: boolean }): void {
  const publish = (house: ForgeHouse, commit: string, more: Partial<PublishInput> = {}) => {
    const { repository, base: baseCommit } = house;
    return house.activities.publishBranch({
      repository,
      branch: BRANCH,
      baseCommit,
      commit,
      acceptance: null,
      replaces: null,
      ...more,
    });
  };
  const openPull = (house: ForgeHouse, commit: string, draft = false) => {
    const { repository, issue: number } = house;
    const issue = { number, url: 'http://forge.test/1' };
    return house.activities.openPullRequest({
      repository,
      issue,
      pushTo: { kind: 'branch' },
      branch: BRANCH,
      baseBranch: 'main',
      commit,
      draft,
      receipt: { ...aReceipt(), commit },
    });
  };
  const show = (house: ForgeHouse, doing: string, state: ShowProgressInput['state'] = 'running') => {
    const issue = { number: house.issue, url: 'http://forge.test/1' };
    return house.activities.showProgress({
      repository: house.repository,
      issue,
      label: 'nightshift',
      state,
      status: aStatus({ doing }),
      uiUrl: null,
    });
  };
  const once = has.pullRequests ? 1 : 0;

  describe(`a forge (${name})`, () => {
    it('takes a branch, and takes it once', async () => {
      const house = await open();
      const made = await house.candidate(house.base, { 'src/add.js': 'right\n' });
      for (let i = 0; i < 3; i += 1)
        expect(await publish(house, made)).toEqual({ ok: true, branch: BRANCH, commit: made });
      expect(await house.tip(BRANCH)).toBe(made);
    });

    it('takes it once from two at a time', async () => {
      const house = await open();
      const made = await house.candidate(house.base, { 'src/add.js': 'right\n' });
      const results = await Promise.allSettled([publish(house, made), publish(house, made)]);
      // Whoever came second may have to look again.
      for (const result of results) {
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({ type: 'GitTrouble', nonRetryable: false });
        else expect(result.value).toMatchObject({ ok: true });
      }
      expect(await publish(house, made)).toMatchObject({ ok: true });
      expect(await house.tip(BRANCH)).toBe(made);
    });

    it('replaces what was published before, and nothing else', async () => {
      const house = await open();
      const made = await house.candidate(house.base, { 'src/add.js': 'right\n' });
      const better = await house.candidate(house.base, { 'src/add.js': 'better\n' });
      await publish(house, made);
      expect(await publish(house, better, { replaces: NOBODY })).toMatchObject({ ok: false, reason: 'branchTaken' });
      expect(await house.tip(BRANCH)).toBe(made);
      expect(await publish(house, better, { replaces: made })).toMatchObject({ ok: true, commit: better });
      expect(await house.tip(BRANCH)).toBe(better);
    });

    it('leaves a branch alone that somebody else made, or pushed to meanwhile', async () => {
      const house = await open();
      const theirs = await house.push(BRANCH);
      const made = await house.candidate(house.base, { 'src/add.js': 'right\n' });
      for (const replaces of [null, made])
        expect(await publish(house, made, { replaces })).toMatchObject({
          ok: false,
          reason: 'branchTaken',
          message: expect.stringContaining(BRANCH),
        });
      expect(await house.tip(BRANCH)).toBe(theirs);
    });

    it('is brought no secret, neither in the result nor on the way to it', async () => {
      const house = await open();
      const added = await house.candidate(house.base, { 'src/token.js': `'${GITHUB_TOKEN}'\n` });
      const removed = await house.candidate(added, { 'src/token.js': 'process.env.TOKEN\n' });
      for (const made of [added, removed]) {
        const result = await publish(house, made);
        expect(result).toMatchObject({
          ok: false,
          reason: 'secretFound',
          message: expect.stringContaining('src/token.js:1'),
        });
        expect(JSON.stringify(result)).not.toContain(GITHUB_TOKEN);
      }
      expect(await house.tip(BRANCH)).toBeNull();
    });

    it('has one pull request for a branch, where it has any', async () => {
      const house = await open();
      const made = await house.candidate(house.base, { 'src/add.js': 'right\n' });
      await publish(house, made);
      const first = await openPull(house, made);
      expect(first).toMatchObject({ ok: true });
      expect(await openPull(house, made)).toEqual(first);
      const better = await house.candidate(made, { 'src/add.js': 'better\n' });
      await publish(house, better, { replaces: made });
      expect(await openPull(house, better, true)).toEqual(first);
      expect(house.pullRequests()).toHaveLength(once);
    });

    it('has one comment that says how far the run is, where it has any', async () => {
      const house = await open();
      for (const doing of ['planning', 'trying', 'trying'])
        expect(await show(house, doing)).toMatchObject({ ok: true });
      expect(await show(house, 'over', 'delivered')).toMatchObject({ ok: true });
      expect(house.comments()).toEqual(has.pullRequests ? [expect.stringContaining('over')] : []);
    });

    it('says by data that there is no such pull request', async () => {
      const { activities, repository } = await open();
      const pullRequest = { number: 4_711, url: '' };
      const input = {
        repository,
        issue: { number: 1, url: '' },
        pushTo: { kind: 'branch' } as const,
        pullRequest,
        branch: BRANCH,
        etags: null,
      };
      expect(await activities.lookAtPullRequest(input)).toMatchObject({ ok: false, reason: 'notFound' });
    });
  });
}
