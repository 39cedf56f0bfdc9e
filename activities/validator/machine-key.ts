// What of a machine decides how tests run on it: its sandbox with all limits, and the tools behind the commands.
import type { ValidatorPlan } from '../../core/validator.js';
import { DEFAULT_SANDBOX_LIMITS, type Sandbox } from '../sandbox/sandbox.js';
import { createToolVersions } from './dependencies/tool-versions.js';

const toolVersions = createToolVersions();

export async function machineKey(sandbox: Sandbox, validator: ValidatorPlan): Promise<string> {
  const { kind, memoryLimit } = await sandbox.facts();
  const commands = [validator.setup ?? '', validator.test, ...(validator.moreTests ?? []).map(({ test }) => test)];
  const tools = await toolVersions(commands.join(' '));
  return JSON.stringify([
    process.platform,
    process.arch,
    process.version,
    kind,
    memoryLimit,
    DEFAULT_SANDBOX_LIMITS,
    tools,
  ]);
}
