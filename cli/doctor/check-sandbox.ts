// Whether the sandbox that runs would use isolates on this machine, and what about it is weaker than it could be.
import { createBubblewrapSandbox } from '../../activities/sandbox/bubblewrap.js';
import { createDockerSandbox, DEFAULT_DOCKER_IMAGE } from '../../activities/sandbox/docker.js';
import { createNoSandbox } from '../../activities/sandbox/no-sandbox.js';
import type { Sandbox } from '../../activities/sandbox/sandbox.js';
import type { SandboxKind } from '../../core/command.js';
import type { ProgramReport } from '../../workers/programs/program.js';
import { bad, type Check, checking, good } from './check.js';

const ADVICE = 'Fix what is named, or run with --sandbox none where you trust repository and models.';

export interface WantedSandbox {
  kind: SandboxKind;
  /** Null for the default one. */
  dockerImage: string | null;
}

export function checkSandbox(
  wanted: WantedSandbox,
  programs: readonly ProgramReport[],
  env: NodeJS.ProcessEnv,
): Promise<Check> {
  return checking('sandbox', ADVICE, async () => {
    const sandbox = made(wanted, programs, env);
    if (!sandbox) return good('sandbox', `tested once ${wanted.kind} is there`);
    const problem = await sandbox.selfTest();
    if (problem) return bad('sandbox', `${wanted.kind} does not isolate here: ${problem}`, ADVICE);
    const { weaknesses } = await sandbox.facts();
    const holds = wanted.kind === 'none' ? 'none' : `${wanted.kind} isolates`;
    return good('sandbox', [holds, ...weaknesses].join('. '));
  });
}

/** Null while its program is not there, which is said on a line of its own. */
function made(wanted: WantedSandbox, programs: readonly ProgramReport[], env: NodeJS.ProcessEnv): Sandbox | null {
  switch (wanted.kind) {
    case 'bubblewrap': {
      const bubblewrap = programs.find((program) => program.name === 'bubblewrap')?.found;
      return bubblewrap ? createBubblewrapSandbox({ bwrapPath: bubblewrap.path }) : null;
    }
    case 'docker':
      return createDockerSandbox({
        image: wanted.dockerImage ?? DEFAULT_DOCKER_IMAGE,
        mayFetch: false,
        hostEnv: env,
      });
    case 'none':
      return createNoSandbox(env);
  }
}
