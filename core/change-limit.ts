// How much a candidate may change. A folder of build results or a core dump is a slip: it is told to the model, and
// neither stored nor published.

/** Since the base; a person who reviews more than this reads none of it. */
export const CHANGED_FILES_MAX = 5_000;
/** Of all changed files as they are now. GitHub warns of single files of this size. */
export const CHANGED_BYTES_MAX = 50_000_000;
/**
 * Of all `.gitignore` and `.gitattributes` of a tree together. git takes 36 times as much memory to read them, outside of
 * the sandbox and its limits, and some seconds for this much.
 */
export const RULE_BYTES_MAX = 10_000_000;

export interface Change {
  files: number;
  bytes: number;
  /** Where it lies: folders and files of the top level, the largest first. */
  parts: ChangePart[];
}

export interface ChangePart {
  name: string;
  files: number;
  bytes: number;
}

const PARTS_SHOWN_MAX = 5;
const NAME_CHARS_MAX = 80;
const BYTES_PER_MB = 1_000_000;

/** Sums up files by what stands first in their paths. */
export function changeOf(files: readonly { path: string; bytes: number }[]): Change {
  const parts = new Map<string, ChangePart>();
  for (const { path, bytes } of files) {
    const end = path.indexOf('/') + 1;
    const name = end === 0 ? path : path.slice(0, end);
    const part = parts.get(name) ?? { name, files: 0, bytes: 0 };
    parts.set(name, { name, files: part.files + 1, bytes: part.bytes + bytes });
  }
  const largestFirst = [...parts.values()].sort((a, b) => b.bytes - a.bytes || b.files - a.files);
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0), parts: largestFirst };
}

/** What is too much and how to mend it, for a model or a person; null when it is not too much. */
export function changeTooLarge(change: Change): string | null {
  if (change.files <= CHANGED_FILES_MAX && change.bytes <= CHANGED_BYTES_MAX) return null;
  const parts = change.parts.slice(0, PARTS_SHOWN_MAX).map(({ name, files, bytes }) => {
    const shown = name.length <= NAME_CHARS_MAX ? name : `${name.slice(0, NAME_CHARS_MAX)}…`;
    return `${JSON.stringify(shown)} (${count(files)}, ${megabytes(bytes)})`;
  });
  return (
    `the change is too large: ${count(change.files)} of ${megabytes(change.bytes)}, at most ` +
    `${count(CHANGED_FILES_MAX)} and ${megabytes(CHANGED_BYTES_MAX)} are kept. Most of it lies in ${parts.join(', ')}. ` +
    'Remove what is no part of the work, or list it in .gitignore'
  );
}

/** The same for the files by which a tree tells git what to do. */
export function rulesTooLarge(bytes: number): string | null {
  if (bytes <= RULE_BYTES_MAX) return null;
  return (
    `the files .gitignore and .gitattributes have ${megabytes(bytes)} together, and at most ${megabytes(RULE_BYTES_MAX)} ` +
    'of them are read. Make them smaller'
  );
}

function count(files: number): string {
  return `${files} ${files === 1 ? 'file' : 'files'}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;
}
