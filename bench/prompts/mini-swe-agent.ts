// mini-swe-agent, an agent of one small loop that many know, on the same task, model and draws as one of our tries.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CorpusTask, TaskRepository } from '../support/task-repository.js';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 64_000_000;

export interface MiniRun {
  /** Its program. */
  program: string;
  dir: string;
  url: string;
  model: string;
  /** The attempt whose draws it gets. */
  attempt: string;
}

/** Says how it is installed when it cannot be started. */
export async function findMini(program: string): Promise<void> {
  await run(program, ['--help'], { env: quietEnv(process.env), maxBuffer: OUTPUT_BYTES_MAX }).catch(
    (error: unknown) => {
      throw new Error(
        `${program} cannot be started (${String(error)}); pip install mini-swe-agent mcp, and name it by --mini`,
      );
    },
  );
}

/** Works on the repository where it lies; what it did stands in the simulator's account. */
export async function runMini(task: CorpusTask, { repo, spec }: TaskRepository, mini: MiniRun): Promise<void> {
  if (task.setup) await run('bash', ['-c', task.setup], { cwd: repo, maxBuffer: OUTPUT_BYTES_MAX });
  const env = {
    ...quietEnv(process.env),
    MSWEA_GLOBAL_CONFIG_DIR: mini.dir,
    OPENAI_API_KEY: `attempt:${mini.attempt}`,
    OPENAI_API_BASE: mini.url,
  };
  const output = join(mini.dir, `mini-${task.id}.json`);
  const args = [
    '-m',
    `openai/${mini.model}`,
    '-t',
    readFileSync(spec, 'utf8'),
    '-y',
    '--exit-immediately',
    '-o',
    output,
  ];
  await run(mini.program, args, { env, cwd: repo, maxBuffer: OUTPUT_BYTES_MAX });
}

function quietEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const quiet = {
    MSWEA_CONFIGURED: 'true',
    MSWEA_COST_TRACKING: 'ignore_errors',
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
  };
  return { ...env, ...quiet };
}
