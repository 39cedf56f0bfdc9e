// The operator's configuration: the user's file, and the environment over it. Flags come on top in cli/terms/.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Home } from '../../activities/home.js';
import { errorCode } from '../../activities/workspace/error-code.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import { readEnvironment } from '../../schemas/environment.js';
import { readOperatorConfig } from '../../schemas/operator-config.js';
import { usageProblem } from '../problem.js';

export interface LoadedOperatorConfig {
  config: OperatorConfig;
  /** The file that messages point to, whether it exists or not. */
  file: string;
  exists: boolean;
}

/** `chosen` is the file of `--config`, which must exist; the user's own file need not. */
export async function loadOperatorConfig(
  home: Pick<Home, 'config'>,
  env: NodeJS.ProcessEnv,
  cwd: string,
  chosen: string | undefined,
): Promise<LoadedOperatorConfig> {
  const file = chosen === undefined ? home.config : resolve(cwd, chosen);
  const text = await readText(file, chosen !== undefined);
  const fromFile = readOperatorConfig(text ?? '', file);
  if (!fromFile.ok) throw usageProblem(fromFile.problems.join('\n'));
  const fromEnvironment = readEnvironment(env);
  if (!fromEnvironment.ok) throw usageProblem(fromEnvironment.problems.join('\n'));
  return { config: { ...fromFile.value, ...fromEnvironment.value }, file, exists: text !== null };
}

/** Null where there is none. */
async function readText(file: string, mustExist: boolean): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!mustExist && errorCode(error) === 'ENOENT') return null;
    if (errorCode(error) === 'ENOENT') throw usageProblem(`The operator's config ${file} does not exist`);
    const reason = error instanceof Error ? error.message : String(error);
    throw usageProblem(`The operator's config ${file} cannot be read: ${reason}`);
  }
}
