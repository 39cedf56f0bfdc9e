// Names of the refs in the store. Runs, tasks and candidates may be named by models and people, so every part is made
// valid for git, whatever it holds, and different parts stay different.

export const ROOT_REF = 'refs/nightshift';
const BASE = 'base';
/** No part is ever written like these: a percent sign stands before two hexadecimal digits there. */
const FETCHED = '%fetched';
const MERGED_BASE = '%merged';
/** Room for git's own suffixes within the 255 bytes that file systems allow. */
const PART_CHARS_MAX = 160;

/** All refs of a run stand under it. */
export function runRefs(run: string): string {
  return `${ROOT_REF}/${refPart(run)}/`;
}

/** Where all runs of one repository stand in a store that several share: names of runs are unique within one only. */
export function sharedRefs(repositoryId: string): string {
  return `${ROOT_REF}/${refPart(repositoryId)}/`;
}

/** A ref of ours as it is called in a store that several repositories share. */
export function sharedRef(repositoryId: string, ref: string): string {
  return `${sharedRefs(repositoryId)}${ref.slice(ROOT_REF.length + 1)}`;
}

/** Where the run's base commit stands, so that every worker can fetch it. */
export function baseRef(run: string): string {
  return `${runRefs(run)}${BASE}`;
}

/** Where a candidate's newest commit stands. `candidate` may be its whole key: what names run and task is dropped. */
export function candidateRef(run: string, taskId: string, candidate: string): string {
  const keyHead = `${run}/${taskId}/`;
  const last = candidate.startsWith(keyHead) ? candidate.slice(keyHead.length) : candidate;
  return `${runRefs(run)}${taskPart(taskId)}/${refPart(last)}`;
}

/** Where the result of merging a task's winner stands. */
export function mergeRef(run: string, taskId: string): string {
  return candidateRef(run, taskId, 'merged');
}

/** Where a commit stands that was fetched from a branch of the forge. */
export function fetchedRef(run: string, commit: string): string {
  return `${runRefs(run)}${FETCHED}/${refPart(commit)}`;
}

/** Where the base branch's commit stands, merged into what was published. */
export function baseMergeRef(run: string, onto: string, commit: string): string {
  return `${runRefs(run)}${MERGED_BASE}/${refPart(`${onto}-${commit}`)}`;
}

/** A ref cannot be a file and a folder at once, so a task named like the base ref is written differently. */
function taskPart(taskId: string): string {
  return taskId === BASE ? percent(BASE) : refPart(taskId);
}

/** Letters, digits, `_`, `-` and single dots between them stay; every other byte becomes `%XX`. */
function refPart(part: string): string {
  const escaped = part.replace(/[^A-Za-z0-9_.-]|^\.|\.(?=\.|$|lock$)|^-/gu, percent) || percent('\0');
  if (escaped.length <= PART_CHARS_MAX) return escaped;
  const digest = fingerprint(part);
  return `${escaped.slice(0, PART_CHARS_MAX - digest.length - 1)}-${digest}`;
}

function percent(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  const bytes = encodeURIComponent(wellFormed).match(/%[0-9A-F]{2}|[^%]/g) ?? [];
  return bytes.map((byte) => (byte.startsWith('%') ? byte : hexByte(byte.charCodeAt(0)))).join('');
}

function hexByte(code: number): string {
  return `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** 64 bits of FNV-1a over the UTF-16 units: tells long parts with the same beginning apart. No secret rests on it. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
