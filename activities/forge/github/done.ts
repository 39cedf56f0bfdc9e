// What an activity gives that only does something.
import type { ForgeResult } from '../../../core/forge-activities.js';
import type { Answer } from './github.js';

export function done(answer: Answer<unknown>): ForgeResult {
  return answer.ok ? { ok: true } : answer;
}
