// The key of a cached verdict: everything that decides it. A change in how the validator works raises its version, so
// that older verdicts are not taken for newer ones.
import { createHash } from 'node:crypto';
import type { JudgeInput } from '../../core/activities.js';
import { PROTECTED_GLOBS } from '../../core/validator/protected-globs.js';

export const VALIDATOR_VERSION = 7;

/**
 * `candidateTree` is the id of the content of the candidate's commit; the base and its rules make the judged tree out of
 * it. `machine` is what `machineKey` says.
 */
export function verdictKey(input: JudgeInput, candidateTree: string, machine: string): string {
  const { validator } = input;
  const parts = [
    VALIDATOR_VERSION,
    candidateTree,
    input.baseCommit,
    input.baseline.sha256,
    input.judgeAcceptance,
    input.judgeAcceptance ? (input.acceptance?.sha256 ?? '') : '',
    input.judgeAcceptance ? (input.heldOut?.files.sha256 ?? '') : '',
    input.setAside ?? [],
    input.superseded ?? [],
    validator.setup,
    validator.build ?? '',
    validator.dependencies,
    validator.test,
    validator.reportFormat,
    validator.environment,
    PROTECTED_GLOBS,
    validator.mayChange ?? [],
    validator.runner ?? '',
    validator.moreTests ?? [],
    validator.testTimeoutMs,
    machine,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
