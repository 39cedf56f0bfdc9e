// The key of a baseline that may be used again: the tree, the tests that come with the spec, and how both are run.
import { createHash } from 'node:crypto';
import type { BaselineInput } from '../../core/activities.js';
import { VALIDATOR_VERSION } from './verdict-key.js';

/** `tree` is the id of the base's content, `dependencies` the key of what is installed for it. */
export function baselineKey(input: BaselineInput, tree: string, dependencies: string, machine: string): string {
  const { validator, acceptance, acceptancePaths = [] } = input;
  const { evidence: _forPeople, mayChange: _ofCandidates, ...decides } = validator;
  const parts = [VALIDATOR_VERSION, tree, acceptance?.sha256 ?? '', acceptancePaths, dependencies, machine, decides];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
