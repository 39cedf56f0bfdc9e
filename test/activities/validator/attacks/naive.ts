// The validator that attacks are first shown to fool: it runs the candidate's tree as it is, and believes the exit code.
import type { PreparedDependencies } from '../../../../activities/hands.js';
import { DEFAULT_SANDBOX_LIMITS } from '../../../../activities/sandbox/sandbox.js';
import type { Room } from '../room.js';

const LIMIT_MS = 20_000;

/** True when the repository's own test command ends with 0 on the commit. */
export async function passesNaively(of: Room, commit: string): Promise<boolean> {
  const [exitCode] = await naiveExitCodes(of, commit, 1);
  return exitCode === 0;
}

/** Exit codes of several runs, one after the other in the same tree. */
export async function naiveExitCodes(of: Room, commit: string, times: number): Promise<(number | null)[]> {
  const { workspace } = of.hands;
  const worktree = await workspace.addWorktree(of.repository, commit);
  const codes: (number | null)[] = [];
  const { mounts, release } = await installed(of);
  try {
    for (let run = 0; run < times; run += 1) {
      const { exitCode } = await of.hands.sandbox('bubblewrap').run({
        command: of.plan.testForPeople,
        worktree: worktree.dir,
        mounts,
        env: of.plan.environment,
        network: 'none',
        limits: { ...DEFAULT_SANDBOX_LIMITS, timeoutMs: LIMIT_MS },
        signal: new AbortController().signal,
      });
      codes.push(exitCode);
    }
    return codes;
  } finally {
    release();
    await workspace.removeWorktree(worktree);
  }
}

async function installed({ hands, repository, base, plan }: Room): Promise<PreparedDependencies> {
  const at = { repository, baseCommit: base, commit: base, validator: plan, sandbox: hands.sandbox('bubblewrap') };
  const prepared = await hands.dependencies.prepare({ ...at, signal: new AbortController().signal });
  if (!prepared.ok) throw new Error(prepared.message);
  return prepared;
}
