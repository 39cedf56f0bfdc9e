// How an attack is told and tried: changes of a candidate that break the code and hide it.
import { expect } from '@jest/globals';
import type { BaselineOk, Verdict, VerdictReason } from '../../../../core/validator.js';
import { type Changes, candidate, inJudged, judged, type Room } from '../room.js';
import { passesNaively } from './naive.js';

export interface Attack {
  /** What the candidate does, as the end of a sentence. */
  does: string;
  changes: Changes;
  /** What the verdict says. */
  ends: VerdictReason;
  /** Protected paths that the verdict names. */
  tampered?: string[];
}

export interface Target {
  house: Room;
  base: BaselineOk;
}

/** Shows that the attack fools who believes the exit code, and then that the judge does not pass it. */
export async function tryAttack({ house, base }: Target, attack: Attack): Promise<Verdict> {
  const commit = await candidate(house, attack.changes);
  expect({ attack: attack.does, naivePasses: await passesNaively(house, commit) }).toEqual({
    attack: attack.does,
    naivePasses: true,
  });
  const verdict = await judged(house, base, commit);
  expect(verdict).toMatchObject({ passed: false, reason: attack.ends, tampered: attack.tampered ?? [] });
  await expectPutBack(house, verdict);
  return verdict;
}

/** What was tampered with stands in the judged commit as it stood in the base, or not at all. */
async function expectPutBack(house: Room, verdict: Verdict): Promise<void> {
  const { hands, repository, base } = house;
  for (const path of verdict.tampered) {
    const before = await hands.workspace.readFile(repository, base, path, 1_000_000);
    expect({ path, judged: await inJudged(house, verdict, path) }).toEqual({ path, judged: before });
  }
}
