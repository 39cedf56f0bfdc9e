// What stays the same for all commands that one sandbox runs: found out once, when the first is run.
import { existsSync } from 'node:fs';
import { type CommandUser, findCommandUser } from './command-user.js';
import { type ControlGroups, openControlGroups } from './control-groups/control-groups.js';
import type { SandboxEntry } from './entry.js';
import { systemCallFilter } from './filter/system-call-filter.js';
import { systemEntries } from './host-system.js';
import { findToolchains, type Toolchains } from './toolchains.js';

const BASH = '/bin/bash';

export interface Surroundings {
  toolchains: Toolchains;
  system: SandboxEntry[];
  /** Path of bash, or null on systems without it. */
  bash: string | null;
  groups: ControlGroups | null;
  user: CommandUser;
  /** Null for processors that the filter does not know. */
  filter: Buffer | null;
}

export async function findSurroundings(hostEnv: NodeJS.ProcessEnv, home: string): Promise<Surroundings> {
  const [toolchains, groups] = await Promise.all([findToolchains(hostEnv, home), openControlGroups()]);
  const bash = existsSync(BASH) ? BASH : null;
  return { toolchains, system: systemEntries(), bash, groups, user: findCommandUser(), filter: systemCallFilter() };
}
