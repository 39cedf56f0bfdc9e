// The validator that attacks are first shown to fool: it runs the candidate's tree as it is, and believes the exit code.
import { DEFAULT_SANDBOX_LIMITS } from '../../../../activities/sandbox/sandbox.js';
import type { Room } from '../room.js';

const LIMIT_MS = 20_000;

/** True when the repository's own test command ends with 0 on the commit. */
export async function passesNaively(of: Room, commit: string): Promise<boolean> {
  const { workspace } = of.hands;
  const worktree = await workspace.addWorktree(of.repository, commit);
  try {
    const { exitCode } = await of.hands.sandbox('bubblewrap').run({
      command: of.plan.testForPeople,
      worktree: worktree.dir,
      mounts: [],
      env: {},
      network: 'none',
      limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: LIMIT_MS },
      signal: new AbortController().signal,
    });
    return exitCode === 0;
  } finally {
    await workspace.removeWorktree(worktree);
  }
}
