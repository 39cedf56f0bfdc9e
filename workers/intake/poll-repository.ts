// Asks a repository what changed since the last look, and hints intake at it. Where one stands moves on after the hint
// was given: a worker that dies in between gives it twice.

import type { Answer } from '../../activities/forge/github/github.js';
import { newsIn, nextCursor, type ReadSoFar } from '../../core/intake/next-cursor.js';
import type { PollInput, PollResult } from '../../core/intake-activities.js';
import { type ForgeRepository, forgePath } from '../../core/repository.js';
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
  const news = newsIn(cursor, issues);
  const edited = await editedByOthers(hands, repository, cursor, news.touched);
  if (!edited.ok) return { numbers: [], problem: edited.message };
  const numbers = [...news.numbers, ...edited.value];
  await hintIntake(hands, repository, numbers);
  await intake.moveCursor(place, nextCursor(cursor, issues, answer.value.etag));
  return { numbers, problem: null };
}

/** Of issues in which nothing but a comment has changed, those where it is not one of ours. */
async function editedByOthers(
  { github }: IntakeHands,
  repository: ForgeRepository,
  { sinceMs }: ReadSoFar,
  touched: readonly number[],
): Promise<Answer<number[]>> {
  if (touched.length === 0) return { ok: true, value: [] };
  const others = await github.commentedByOthers(repository, sinceMs);
  return others.ok ? { ok: true, value: touched.filter((number) => others.value.includes(number)) } : others;
}

function firstLook(): ReadSoFar {
  return { sinceMs: Date.now() - FIRST_LOOK_MS, etag: null, seen: {} };
}
