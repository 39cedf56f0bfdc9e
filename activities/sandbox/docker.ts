// The sandbox where there is no bubblewrap: each command in a container of its own, without a network, on a read-only
// image, with the worktree and the mounts that a run names. Toolchains are those of the image.
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import type { CommandResult, SandboxFacts } from '../../core/command.js';
import { cancelledResult, refusedResult } from './command-result.js';
import { CONTAINER_LABEL } from './docker-arguments.js';
import { dockerEngine, type EngineFacts } from './docker-engine.js';
import { dockerSelfTest } from './docker-self-test.js';
import { makeMountPoints } from './mount-points.js';
import { openRegistries, type RegistryAccess } from './registries/open-registries.js';
import type { Sandbox, SandboxRun } from './sandbox.js';
import { startContainer } from './start-container.js';

/** Has Node, Python with its headers, git, make and a C compiler. Others name their own by `dockerImage`. */
export const DEFAULT_DOCKER_IMAGE = 'node:20-bookworm';

export interface DockerOptions {
  image: string;
  /** Whether the self-test fetches an image that is not there. Default: true. */
  mayFetch?: boolean;
  /** Default: `docker`, looked for on PATH. */
  dockerPath?: string;
  /** What the client needs to find its engine, and where registry settings are taken from. Default: our own environment. */
  hostEnv?: NodeJS.ProcessEnv;
  /** The operator's home folder, never shown inside. Default: that of our user. */
  home?: string;
  /** What the operator's config names beside the known package registries. Default: nothing. */
  registries?: readonly string[];
}

const OPEN_SETUP_NETWORK =
  'Setup reaches the whole network, since this engine runs in a machine of its own, where no proxy for package ' +
  'registries can be handed in; run the worker on Linux to close it.';

/** Nothing is started before the first run. Each run is on its own and may go side by side with others. */
export function createDockerSandbox(options: DockerOptions): Sandbox {
  const { image, mayFetch = true, dockerPath = 'docker' } = options;
  const { hostEnv = process.env, home = homedir(), registries = [] } = options;
  const engine = dockerEngine(dockerPath, hostEnv);
  let known: Promise<EngineFacts> | null = null;

  async function run(request: SandboxRun): Promise<CommandResult> {
    if (request.signal.aborted) return cancelledResult();
    const obstacle = await makeMountPoints(request.worktree, request.mounts);
    if (obstacle !== null) return refusedResult(obstacle);
    known ??= engine.facts();
    const { rootless } = await known;
    const access = await registriesFor(request);
    try {
      const name = `nightshift-${randomUUID()}`;
      return await startContainer({ dockerPath, hostEnv, engine, rootless, image, name }, request, access);
    } finally {
      await access?.close();
    }
  }

  async function registriesFor(request: SandboxRun): Promise<RegistryAccess | null> {
    if (request.network === 'none' || !sharesSockets()) return null;
    const settings = { hostEnv, home, registries, insideNode: 'node' };
    return openRegistries(settings, (host) => request.onRefusedHost?.(host));
  }

  async function facts(): Promise<SandboxFacts> {
    known ??= engine.facts();
    const { limitsMemory, limitsProcesses } = await known;
    return {
      kind: 'docker',
      memoryLimit: limitsMemory ? 'container' : 'none',
      weaknesses: [
        ...(sharesSockets() ? [] : [OPEN_SETUP_NETWORK]),
        ...(limitsMemory ? [] : ['This engine does not limit memory; turn on the memory control group.']),
        ...(limitsProcesses ? [] : ['This engine does not limit processes; turn on the pids control group.']),
      ],
    };
  }

  async function selfTest(): Promise<string | null> {
    const problem = await dockerSelfTest(sandbox, engine, { name: image, mayFetch });
    if (problem === null) await engine.prune(CONTAINER_LABEL);
    return problem;
  }

  const sandbox: Sandbox = { kind: 'docker', run, facts, selfTest };
  return sandbox;
}

/** Elsewhere the engine runs in a virtual machine, into which no Unix socket of the host can be bound. */
function sharesSockets(): boolean {
  return process.platform === 'linux';
}
