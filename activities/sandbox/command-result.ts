// From the end of a process to the result of a command, in the shape that success and failure share.
import { constants } from 'node:os';
import type { CommandResult } from '../../core/command.js';
import type { ProcessEnd } from './contained-process.js';

const SIGNAL_EXIT_BASE = 128;
const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/**
 * Shells report a command that a signal ended as 128 + its number; that is read back here. A command that ended well
 * did not run out of memory, although one of its processes may have.
 */
export function commandResult(end: ProcessEnd & { ranOutOfMemory?: boolean }): CommandResult {
  const common = { output: end.output, outputBytes: end.outputBytes, durationMs: end.durationMs };
  if (end.stopped !== null) return { ...common, reason: end.stopped, exitCode: null, signal: 'SIGKILL' };
  if (end.ranOutOfMemory && end.code !== 0)
    return { ...common, reason: 'outOfMemory', exitCode: null, signal: 'SIGKILL' };
  const signal = end.signal ?? signalOf(end.code);
  if (signal !== null) return { ...common, reason: 'signaled', exitCode: null, signal };
  return { ...common, reason: 'exited', exitCode: end.code, signal: null };
}

function signalOf(code: number | null): string | null {
  if (code === null || code <= SIGNAL_EXIT_BASE) return null;
  return SIGNAL_NAMES.get(code - SIGNAL_EXIT_BASE) ?? null;
}

/** The result of a command that was not started: `output` says why. Shells use 126 for what cannot be run. */
export function refusedResult(why: string): CommandResult {
  const output = `nightshift: ${why}\n`;
  return {
    reason: 'exited',
    exitCode: 126,
    signal: null,
    output,
    outputBytes: Buffer.byteLength(output),
    durationMs: 0,
  };
}

/** The result of a command that was cancelled before it was started. */
export function cancelledResult(): CommandResult {
  return { reason: 'cancelled', exitCode: null, signal: null, output: '', outputBytes: 0, durationMs: 0 };
}
