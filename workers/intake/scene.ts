// One look at an issue or a pull request: what is at hand, and how something is asked of the forge or written there.
import { createHash } from 'node:crypto';
import type { Answer, Issue, Reaction } from '../../activities/forge/github/github.js';
import type { ForgeFailure } from '../../core/forge-activities.js';
import { type ForgeRepository, forgePath, issueDeliverId } from '../../core/repository.js';
import type { IntakeHands } from './intake-hands.js';

export interface Scene {
  hands: IntakeHands;
  repository: ForgeRepository;
  /** The issue or pull request that is looked at, and that answers stand on. */
  number: number;
  /** The issue that the run is for. */
  issueNumber: number;
  deliverId: string;
  /** The label that starts a run. */
  label: string;
  /** What was done, for people. */
  did: string[];
  /** Asked once for each person. */
  mayWrite(login: string): Promise<boolean>;
}

/** The look cannot be finished now, and what it should have done is to be done later. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';
}

const KEY_DIGITS = 12;
/** What the place itself refuses, whoever asks: later it would be the same. */
const SILENCED: readonly ForgeFailure['reason'][] = ['readOnly', 'invalid', 'notFound'];

export function openScene(
  hands: IntakeHands,
  repository: ForgeRepository,
  at: { number: number; issueNumber: number; label: string },
): Scene {
  const known = new Map<string, Promise<boolean>>();
  const ask = async (login: string) => valueIn(await hands.github.mayWrite(repository, login));
  return {
    hands,
    repository,
    ...at,
    deliverId: issueDeliverId(repository, at.issueNumber),
    did: [],
    mayWrite(login) {
      const asked = known.get(login) ?? ask(login);
      known.set(login, asked);
      return asked;
    },
  };
}

/** Throws `Unfinished` where there is none. */
export function valueIn<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new Unfinished(answer.message);
}

/** Writes a comment once for each key. `edit`: one with that key that stands there is brought up to date. */
export async function say(scene: Scene, key: string, text: string, edit = false): Promise<void> {
  const { hands, repository, number } = scene;
  heard(scene, await hands.github.putComment(repository, number, { key, text, edit }), 'could not comment');
}

export async function react(scene: Scene, commentId: number, reaction: Reaction): Promise<void> {
  const { hands, repository } = scene;
  heard(scene, await hands.github.react(repository, commentId, reaction), 'could not react to a comment');
}

/** Nobody can be told on an issue that takes no words; what was asked is done all the same. */
export function heard(scene: Scene, answer: Answer<unknown>, what: string): void {
  if (!answer.ok && SILENCED.includes(answer.reason)) scene.did.push(`${what}: ${answer.message}`);
  else valueIn(answer);
}

export async function issueOf({ hands, repository, issueNumber }: Scene): Promise<Issue> {
  return valueIn(await hands.github.issue(repository, issueNumber));
}

export function isLabelled({ label: own }: Scene, issue: Issue): boolean {
  const wanted = own.toLowerCase();
  return issue.labels.some((label) => label.toLowerCase() === wanted);
}

/** Part of a comment's key for a name or a text: keys know few characters. */
export function keyFor(text: string): string {
  return sha256(text.toLowerCase()).slice(0, KEY_DIGITS);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Where the ledger keeps what is remembered of this place. */
export function placeOf({ repository, number }: Scene, what: 'comments' | 'run'): string {
  return `${forgePath(repository)}/${number}/${what}`;
}

/** Whether our own comments stand under that name. */
export async function isUs({ hands, repository }: Scene, login: string): Promise<boolean> {
  return valueIn(await hands.github.whoAmI(repository)).toLowerCase() === login.toLowerCase();
}
