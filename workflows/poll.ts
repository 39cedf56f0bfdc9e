// A poll: started by a schedule, one at a time for each repository.
import type { PollInput, PollResult } from '../core/intake-activities.js';
import { intakeHands } from './intake-hands.js';
import { summary } from './summary.js';

export async function poll(input: PollInput): Promise<PollResult> {
  const { owner, name } = input.repository;
  const about = summary(`See what changed in ${owner}/${name}`);
  return intakeHands.pollRepository.executeWithOptions({ summary: about }, [input]);
}
