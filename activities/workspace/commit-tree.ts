// Writes a commit object. Everything that goes into its id is given, so that doing it again gives the same id.
import type { Git } from './git-client.js';

const NIGHTSHIFT = 'Nightshift';
const NIGHTSHIFT_EMAIL = 'nightshift@localhost';

export interface CommitInput {
  tree: string;
  parents: readonly string[];
  message: string;
  /** A generator's name; ours when not given. */
  authorName?: string;
  committedAtMs: number;
}

/** Returns the commit's id. */
export async function commitTree(git: Git, input: CommitInput): Promise<string> {
  const author = input.authorName === undefined ? NIGHTSHIFT : authorName(input.authorName);
  return await git.text(['commit-tree', input.tree, ...input.parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
    input: input.message,
    identity: {
      authorName: author,
      authorEmail: author === NIGHTSHIFT ? NIGHTSHIFT_EMAIL : `${mailbox(author)}@localhost`,
      committerName: NIGHTSHIFT,
      committerEmail: NIGHTSHIFT_EMAIL,
      atMs: input.committedAtMs,
    },
  });
}

/** git refuses a name in which nothing is left once it has dropped what cannot stand in a commit's header. */
function authorName(name: string): string {
  const visible = name.replace(/[\p{C}<>]+/gu, ' ').trim();
  return /[\p{L}\p{N}]/u.test(visible) ? visible : NIGHTSHIFT;
}

function mailbox(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'generator'
  );
}
