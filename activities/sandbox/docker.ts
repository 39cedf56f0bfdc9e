// The sandbox where there is no bubblewrap: each command in a container of its own, without a network, on a read-only
// image, with the worktree and the mounts that a run names. Toolchains are those of the image.
import { randomUUID } from 'node:crypto';
import type { CommandResult, SandboxFacts } from '../../core/command.js';
import { failure } from '../failure.js';
import { INSIDE_HOME } from './bubblewrap-arguments.js';
import { cancelledResult, commandResult, refusedResult } from './command-result.js';
import { type ProcessEnd, runContained } from './contained-process.js';
import { CONTAINER_LABEL, dockerArguments } from './docker-arguments.js';
import { type DockerEngine, dockerEngine, type EngineFacts } from './docker-engine.js';
import { dockerSelfTest } from './docker-self-test.js';
import { BASE_ENV } from './inside-env.js';
import { makeMountPoints } from './mount-points.js';
import type { Sandbox, SandboxRun } from './sandbox.js';

/** Has Node, Python with its headers, git, make and a C compiler. Others name their own by `dockerImage`. */
export const DEFAULT_DOCKER_IMAGE = 'node:20-bookworm';

export interface DockerOptions {
  image: string;
  /** Default: `docker`, looked for on PATH. */
  dockerPath?: string;
  /** What the client needs to find its engine. Default: our own environment. */
  hostEnv?: NodeJS.ProcessEnv;
}

/** Nothing is started before the first run. Each run is on its own and may go side by side with others. */
export function createDockerSandbox(options: DockerOptions): Sandbox {
  const { image, dockerPath = 'docker', hostEnv = process.env } = options;
  const engine = dockerEngine(dockerPath, hostEnv);
  let known: Promise<EngineFacts> | null = null;

  async function run(request: SandboxRun): Promise<CommandResult> {
    if (request.signal.aborted) return cancelledResult();
    const obstacle = await makeMountPoints(request.worktree, request.mounts);
    if (obstacle !== null) return refusedResult(obstacle);
    known ??= engine.facts();
    const name = `nightshift-${randomUUID()}`;
    try {
      return await judgeEnd(engine, name, await start(request, name, await known));
    } finally {
      // Killing the client leaves its container running.
      await engine.remove([name]);
    }
  }

  async function start(request: SandboxRun, name: string, { rootless }: EngineFacts): Promise<ProcessEnd> {
    const env = { ...BASE_ENV, HOME: INSIDE_HOME, TMPDIR: '/tmp', USER: 's', LOGNAME: 's', ...request.env };
    const { worktree, mounts, limits, command } = request;
    const user = insideUser(rootless);
    const args = dockerArguments({ name, image, user, worktree, mounts, env, limits, command });
    const plan = { file: dockerPath, args, cwd: '/', env: stringsOf(hostEnv), inputs: [], root: () => null };
    try {
      return await runContained({ ...plan, holdsStdin: true, groupDrainMs: null, limits, signal: request.signal });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failure('SandboxUnavailable', `${dockerPath} could not be started: ${reason}`, { cause: error });
    }
  }

  async function facts(): Promise<SandboxFacts> {
    known ??= engine.facts();
    const { limitsMemory, limitsProcesses } = await known;
    return {
      kind: 'docker',
      memoryLimit: limitsMemory ? 'container' : 'none',
      weaknesses: [
        ...(limitsMemory ? [] : ['This engine does not limit memory; turn on the memory control group.']),
        ...(limitsProcesses ? [] : ['This engine does not limit processes; turn on the pids control group.']),
      ],
    };
  }

  const sandbox: Sandbox = {
    kind: 'docker',
    run,
    facts,
    async selfTest() {
      const problem = await dockerSelfTest(sandbox, engine, image);
      if (problem === null) await engine.prune(CONTAINER_LABEL);
      return problem;
    },
  };
  return sandbox;
}

/** Throws `SandboxUnavailable` when the command was never started. */
async function judgeEnd(engine: DockerEngine, name: string, end: ProcessEnd): Promise<CommandResult> {
  const container = await engine.endOf(name);
  if (end.stopped === null && !container?.started) {
    const said = container?.problem || end.complaints.trim().split('\n')[0] || 'it said nothing';
    throw failure('SandboxUnavailable', `Docker could not start the command: ${said}`);
  }
  const result = commandResult(end);
  const endedBadly = end.stopped === null && result.exitCode !== 0;
  return container?.outOfMemory && endedBadly ? { ...result, reason: 'outOfMemory', exitCode: null } : result;
}

/** Our own user, so that what it writes is ours. Where root inside is an ordinary user outside, that is us. */
function insideUser(rootless: boolean): { uid: number; gid: number } {
  if (rootless) return { uid: 0, gid: 0 };
  return { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
}

function stringsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
