// Whether what was merged is still there, told from the messages of the commits that came after it.

export interface LaterCommit {
  sha: string;
  message: string;
}

export interface Merged {
  /** The merge, and the head that was merged. */
  shas: readonly string[];
  owner: string;
  name: string;
  number: number;
}

/** As git writes it, maybe with the beginning of the id alone. */
const REVERTS_COMMIT = /\bThis reverts commit ([0-9a-f]{7,64})\b/gi;
/** As GitHub writes it, in a message that was made of a pull request. */
const REVERTS_PULL = /\bReverts (?:([\w.-]+)\/([\w.-]+))?#(\d+)\b/gi;

/** `commits`: the oldest first. Whoever reverts the revert brings it back. */
export function isReverted(merged: Merged, commits: readonly LaterCommit[]): boolean {
  let there = [...merged.shas];
  let reverts: string[] = [];
  let reverted = false;
  for (const { sha, message } of commits) {
    const named = [...message.matchAll(REVERTS_COMMIT)].map(([, id = '']) => id.toLowerCase());
    const takesBack = (shas: readonly string[]) => named.some((id) => shas.some((one) => one.startsWith(id)));
    if (!reverted && (takesBack(there) || namesPull(merged, message))) {
      reverted = true;
      reverts = [sha];
    } else if (reverted && takesBack(reverts)) {
      reverted = false;
      there = [...there, sha];
    }
  }
  return reverted;
}

function namesPull({ owner, name, number }: Merged, message: string): boolean {
  return [...message.matchAll(REVERTS_PULL)].some(([, toOwner = owner, toName = name, to]) => {
    const same = toOwner.toLowerCase() === owner.toLowerCase() && toName.toLowerCase() === name.toLowerCase();
    return same && Number(to) === number;
  });
}
