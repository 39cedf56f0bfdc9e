// Runs the program that contains a command under all limits: its own of time and output, the control group's of memory
// and processes, and the disk's.
import { failure } from '../failure.js';
import { type ProcessEnd, type ProcessPlan, runContained } from './contained-process.js';
import type { ControlGroups } from './control-groups/control-groups.js';
import { openDiskWatch } from './disk/disk-watch.js';
import { behindPipe } from './limited-shell.js';
import type { SandboxLimits } from './sandbox.js';

export interface LimitedPlan extends Omit<ProcessPlan, 'file' | 'args' | 'limits' | 'watch'> {
  program: [file: string, ...args: string[]];
  /** Path of bash, or null on systems without it. */
  bash: string | null;
  limits: SandboxLimits;
  /** Null where there are none. */
  groups: ControlGroups | null;
  /** Folders of the host that the command can write to. */
  folders: readonly string[];
}

export interface LimitedEnd extends ProcessEnd {
  /** The kernel killed a process of the command, since all together took more memory than they may. */
  ranOutOfMemory: boolean;
}

/**
 * As {@link runContained}; in addition, nothing that was in the control group is left. Throws `SandboxUnavailable` when
 * the disk is so full that nothing is started.
 */
export async function runLimited(plan: LimitedPlan): Promise<LimitedEnd> {
  const { program, bash, groups, folders, ...contained } = plan;
  const disk = await openDiskWatch(folders, plan.limits);
  if (disk.full) throw failure('SandboxUnavailable', 'the disk with the worktrees is almost full; make room on it');
  const group = (await groups?.make(plan.limits)) ?? null;
  let complaint: string | null = null;
  try {
    const end = await runContained({
      ...contained,
      ...behindPipe(bash, group?.doors ?? [], program),
      watch: (pid, stop) =>
        disk.start(pid, (why) => {
          complaint = why;
          stop('diskLimit');
        }),
    });
    const output = complaint === null ? end.output : withNote(end.output, complaint);
    return { ...end, output, ranOutOfMemory: (await group?.ranOutOfMemory()) ?? false };
  } finally {
    await group?.remove();
  }
}

function withNote(output: string, complaint: string): string {
  const separator = output === '' || output.endsWith('\n') ? '' : '\n';
  return `${output}${separator}nightshift: stopped, since ${complaint}\n`;
}
