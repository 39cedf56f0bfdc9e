// Acceptance tests that a model writes before anybody works on the spec: it sees the spec and the base, and no
// implementation. What it made so far, and what of it was accepted.
import type { ArtifactRef } from './artifact.js';
import type { Conversation } from './candidate.js';
import type { SupersededTest } from './validator/superseded.js';

/** What the author of tests left when its try ended. */
export interface AuthoredTests {
  /** Its new files of tests, `AcceptanceFiles` as JSON; null when there are none. */
  files: ArtifactRef | null;
  /** Its last message says which interface the tests expect. */
  conversation: Conversation;
}

/** What generators are told of the tests that will judge them. */
export interface ShownTests {
  /** `AcceptanceFiles` as JSON: in the brief, in the judged tree, in the branch. */
  visible: ArtifactRef;
  /** Names, signatures and files that the tests expect, as a text; null when the author named none. */
  contract: ArtifactRef | null;
  /** Tests of the base that the spec contradicts, as the author proposes. Absent: none. */
  superseded?: SupersededTest[];
}

/** Tests that no generator sees. */
export interface HeldOutTests {
  /** `AcceptanceFiles` as JSON. */
  files: ArtifactRef;
  /** `BaselineResults` with what these tests alone ask for. */
  results: ArtifactRef;
  paths: string[];
  count: number;
}

/** Tests that were run on the base and found good enough to judge by. */
export interface AcceptedTests extends ShownTests {
  /** `BaselineResults` with what these tests ask for; it takes the place of the baseline's own. */
  results: ArtifactRef;
  /** Paths of the files that are shown. */
  paths: string[];
  /** How many tests these hold, by the run on the base, or by their text where the base cannot load them. */
  count: number;
  heldOut: HeldOutTests | null;
}

/** `problems` are sentences for the author, the most telling first. */
export type CheckedTests =
  | ({
      ok: true;
      /** What the author named as contradicted and the base does not have. Absent: nothing. */
      unknownSuperseded?: string[];
    } & AcceptedTests)
  | { ok: false; problems: string[] };

/** What a run remembers, and its receipt shows. */
export interface WrittenTests extends AcceptedTests {
  /** Name of the generator that wrote them. */
  author: string;
  /** Ids of those that candidates of two families all failed; they decided nothing in the end. */
  setAside: string[];
}

/** A second try is worth its price where the first was told what is wrong; a third is not. */
export const TESTS_TRIES_MAX = 2;
export const WRITTEN_FILES_MAX = 20;
export const WRITTEN_BYTES_MAX = 200_000;
export const CONTRACT_BYTES_MAX = 8_000;
