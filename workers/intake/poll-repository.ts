// Asks a repository what changed since the last look, and hints intake at it. Where one stands moves on after the hint
// was given: a worker that dies in between gives it twice.

import { newsIn, nextCursor, type ReadSoFar } from '../../core/intake/next-cursor.js';
import type { PollInput, PollResult } from '../../core/intake-activities.js';
import { forgePath } from '../../core/repository.js';
import { hintIntake } from './hint-intake.js';
import type { IntakeHands } from './intake-hands.js';

const FIRST_LOOK_MS = 24 * 60 * 60_000;

export async function pollRepository(hands: IntakeHands, { repository }: PollInput): Promise<PollResult> {
  const { intake } = hands.ledger;
  const place = forgePath(repository);
  const cursor: ReadSoFar = (await intake.cursor(place)) ?? firstLook();
  const { sinceMs, etag } = cursor;
  const answer = await hands.github.changedIssues(repository, { sinceMs, etag });
  if (!answer.ok) return { numbers: [], problem: answer.message };
  if (!answer.value.changed) return { numbers: [], problem: null };
  const { issues } = answer.value;
  const numbers = newsIn(cursor, issues);
  await hintIntake(hands, repository, numbers);
  await intake.moveCursor(place, nextCursor(cursor, issues, answer.value.etag));
  return { numbers, problem: null };
}

function firstLook(): ReadSoFar {
  return { sinceMs: Date.now() - FIRST_LOOK_MS, etag: null, seen: {} };
}
