// What a run was told last of its issue, kept in the ledger. Where that is lost, the run is told everything again.
import type { IssueFacts } from '../../core/intake/what-to-tell.js';
import { placeOf, type Scene } from './scene.js';

interface Told extends IssueFacts {
  generation: number;
}

/** Null where nobody remembers. */
export async function lastTold(scene: Scene, generation: number): Promise<IssueFacts | null> {
  const kept = await scene.hands.ledger.intake.cursor(placeOf(scene, 'run'));
  const told: Told | null = kept?.etag ? JSON.parse(kept.etag) : null;
  return told?.generation === generation ? told : null;
}

export async function keepTold(scene: Scene, generation: number, facts: IssueFacts): Promise<void> {
  const { textSha256, labelled, state } = facts;
  const told: Told = { generation, textSha256, labelled, state };
  const kept = { sinceMs: 0, etag: JSON.stringify(told), seen: {} };
  await scene.hands.ledger.intake.moveCursor(placeOf(scene, 'run'), kept);
}
