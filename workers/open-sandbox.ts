// Makes the sandbox that the operator chose and shows that it isolates here, before any code is run in it.
import { createBubblewrapSandbox } from '../activities/sandbox/bubblewrap.js';
import { createDockerSandbox, DEFAULT_DOCKER_IMAGE } from '../activities/sandbox/docker.js';
import { createNoSandbox } from '../activities/sandbox/no-sandbox.js';
import { overlaysIn } from '../activities/sandbox/overlay-changes.js';
import type { Sandbox } from '../activities/sandbox/sandbox.js';
import type { SandboxKind } from '../core/command.js';
import { findBubblewrap } from './programs/find-bubblewrap.js';
import type { FindOptions } from './programs/program.js';
import { SetupProblem } from './setup-problem.js';

export interface SandboxOptions extends FindOptions {
  /** Hosts that setup may reach beside the known package registries, as the operator's config names them. */
  registries: readonly string[];
  /** Image of the Docker sandbox; null for the default one. */
  dockerImage: string | null;
}

/** Throws `SetupProblem` with the way out when the sandbox cannot be had or does not isolate. */
export async function openSandbox(kind: SandboxKind, options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await makeSandbox(kind, options);
  const problem = await sandbox.selfTest();
  if (problem) throw new SetupProblem(`the sandbox (${kind}) does not isolate here: ${problem}`);
  return sandbox;
}

async function makeSandbox(kind: SandboxKind, options: SandboxOptions): Promise<Sandbox> {
  switch (kind) {
    case 'bubblewrap':
      return createBubblewrapSandbox({
        bwrapPath: (await findBubblewrap(options)).path,
        registries: options.registries,
        scratch: overlaysIn(options),
      });
    case 'none':
      return createNoSandbox(options.env);
    case 'docker':
      return createDockerSandbox({
        image: options.dockerImage ?? DEFAULT_DOCKER_IMAGE,
        hostEnv: options.env,
        registries: options.registries,
      });
  }
}
