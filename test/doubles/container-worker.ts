// A process that runs a command in a container as a worker does, for a test in which it is killed.
// Usage: container-worker IMAGE WORKTREE COMMAND
import { createDockerSandbox } from '../../activities/sandbox/docker.js';
import { DEFAULT_SANDBOX_LIMITS } from '../../activities/sandbox/sandbox.js';

const [image, worktree, command] = process.argv.slice(2);
if (image === undefined || worktree === undefined || command === undefined) {
  throw new Error('container-worker IMAGE WORKTREE COMMAND');
}

await createDockerSandbox({ image }).run({
  command,
  worktree,
  mounts: [],
  env: {},
  network: 'none',
  limits: DEFAULT_SANDBOX_LIMITS,
  signal: new AbortController().signal,
});
