// What the Docker sandbox asks of the engine beside running commands, through the client that people use as well, so that
// contexts, remote hosts and stand-ins for it are what they are for them.
import { execa } from 'execa';
import { lastLine } from '../last-line.js';

const ASK_TIMEOUT_MS = 60_000;
const PULL_TIMEOUT_MS = 30 * 60_000;
/** No command runs as long, so that nobody waits for the end of such a container. */
const LEFT_BEHIND_AFTER = '24h';

export interface EngineFacts {
  /** Root in a container is an ordinary user of the host. */
  rootless: boolean;
  limitsMemory: boolean;
  limitsProcesses: boolean;
}

/** How a container stands when its command has ended, or why it never began. */
export interface ContainerEnd {
  started: boolean;
  outOfMemory: boolean;
  /** The engine's own complaint; empty when there is none. */
  problem: string;
}

export interface DockerEngine {
  /** Throws an error that says in the client's words why the engine does not answer. */
  facts(): Promise<EngineFacts>;
  hasImage(image: string): Promise<boolean>;
  /** Fetches an image. Throws an error with the client's words. */
  pull(image: string): Promise<void>;
  /** Null when there is no such container. */
  endOf(container: string): Promise<ContainerEnd | null>;
  /** Kills and removes containers; those that are gone already are what was wanted. */
  remove(containers: readonly string[]): Promise<void>;
  /** Removes stopped containers that carry a label and were made longer ago than any command may run. */
  prune(label: string): Promise<void>;
}

/** `env` is what the client needs to find its engine. */
export function dockerEngine(dockerPath: string, env: NodeJS.ProcessEnv): DockerEngine {
  async function ask(args: readonly string[], timeoutMs = ASK_TIMEOUT_MS) {
    const options = { env, extendEnv: false, stdin: 'ignore', timeout: timeoutMs, reject: false } as const;
    return await execa(dockerPath, args, options);
  }

  async function told(args: readonly string[], timeoutMs?: number): Promise<string> {
    const answer = await ask(args, timeoutMs);
    if (!answer.failed) return answer.stdout;
    throw new Error(lastLine(answer.stderr) || answer.shortMessage);
  }

  return {
    async facts() {
      const format = '{{json .SecurityOptions}}\n{{.MemoryLimit}}\n{{.PidsLimit}}';
      const [security = '', memory, processes] = (await told(['info', '--format', format])).split('\n');
      return {
        rootless: security.includes('rootless'),
        limitsMemory: memory === 'true',
        limitsProcesses: processes === 'true',
      };
    },
    async hasImage(image) {
      return !(await ask(['image', 'inspect', '--format', '{{.Id}}', image])).failed;
    },
    async pull(image) {
      await told(['pull', '--quiet', image], PULL_TIMEOUT_MS);
    },
    async endOf(container) {
      const format = '{{.State.StartedAt}}\n{{.State.OOMKilled}}\n{{.State.Error}}';
      const answer = await ask(['container', 'inspect', '--format', format, container]);
      if (answer.failed) return null;
      const [startedAt = '', outOfMemory, ...problem] = answer.stdout.split('\n');
      // The engine gives the year 1 to what has not begun.
      const started = !startedAt.startsWith('0001-');
      return { started, outOfMemory: outOfMemory === 'true', problem: problem.join(' ').trim() };
    },
    async remove(containers) {
      if (containers.length > 0) await ask(['rm', '--force', '--volumes', ...containers]);
    },
    async prune(label) {
      await ask([
        'container',
        'prune',
        '--force',
        '--filter',
        `label=${label}`,
        '--filter',
        `until=${LEFT_BEHIND_AFTER}`,
      ]);
    },
  };
}
