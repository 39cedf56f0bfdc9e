// Whether a repository is fit for a run: its base, its configuration, and how it is tested.
import { resolve } from 'node:path';
import { detectTests } from '../../activities/validator/detect-tests.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { findRepository } from '../../activities/workspace/find-repository.js';
import { DEFAULT_VALIDATOR_TERMS } from '../../core/terms.js';
import { testCommands } from '../../core/validator/test-commands.js';
import { loadRepositoryConfig } from '../config/load-repository-config.js';
import type { CommandContext } from '../context.js';
import { bad, type Check, checking, good } from './check.js';

/** Refs of this name hold nothing that a run needs. */
const DOCTOR_RUN = 'doctor';

export function checkRepository({ cwd, home }: Pick<CommandContext, 'cwd' | 'home'>, path: string): Promise<Check[]> {
  return collected(async (add) => {
    const repository = await findRepository(resolve(cwd, path));
    const workspace = createWorkspace({ home });
    const opened = await workspace.open(repository, DOCTOR_RUN);
    const dirty = opened.dirty ? '; uncommitted changes are left aside' : '';
    add(good('repository', `${repository.url} at ${opened.baseCommit.slice(0, 12)} (${opened.baseBranch})${dirty}`));
    const config = await loadRepositoryConfig(repository);
    add(good('nightshift.yml', 'valid, or absent'));
    const terms = { ...DEFAULT_VALIDATOR_TERMS, ...config.validator };
    const plan = await detectTests(workspace, { repository, commit: opened.baseCommit, terms });
    if (!plan.ok) return add(bad('tests', 'no test command', plan.message));
    add(good('tests', plan.testForPeople));
    for (const line of plan.evidence) add(good('evidence', line));
    for (const { name, reportFormat } of plan.moreTests === undefined ? [] : testCommands(plan)) {
      add(good('command', `${name}: ${reportFormat === 'exitCode' ? 'only its exit code is known' : reportFormat}`));
    }
  });
}

/** The checks that came before the first failure, and the failure. */
async function collected(work: (add: (check: Check) => void) => Promise<void>): Promise<Check[]> {
  const checks: Check[] = [];
  const failed = await checking('repository', 'Correct what is named.', async () => {
    await work((check) => checks.push(check));
    return good('', '');
  });
  return failed.ok ? checks : [...checks, failed];
}
