// Removes what ended runs left and whose time is over: commits, worktrees, texts, dependencies, logs. Runs that go on,
// paused or not, lose nothing; the ledger tells which those are.
import type { Retention } from '../../core/operator-config.js';
import { expiredRefs, hasEnded, type RunSpan, textsKeptSinceMs, unnamedKeptSinceMs } from '../../core/retention.js';
import type { Home } from '../home.js';
import type { Upkeep } from '../ledger/ledger.js';
import { tidyDependencies } from '../validator/dependencies/tidy-dependencies.js';
import { removeKeptFolder } from '../workspace/kept-worktree.js';
import { keptFolders } from '../workspace/left-worktrees.js';
import { pruneUnreachable } from '../workspace/prune-unreachable.js';
import { listStoredRuns, removeStoredRun } from '../workspace/stored-runs.js';
import { type Cleaned, type CleaningMode, removeAll } from './cleaned.js';
import { oldFiles, storeUsage } from './old-files.js';

export interface Expiry {
  home: Home;
  upkeep: Upkeep;
  spans: readonly RunSpan[];
  retention: Retention;
  dependencyBytesMax: number;
  /** Told before each step. */
  onStep(what: string): void;
}

const LOGS = ['worker.log.before'];

export async function removeExpired(expiry: Expiry, mode: CleaningMode): Promise<Cleaned[]> {
  const { home, spans, retention, onStep } = expiry;
  const cleaned: Cleaned[] = [];
  onStep('worktrees of runs that have ended');
  cleaned.push(await removeAll('endedWorktrees', await endedWorktrees(expiry), mode, removeKeptFolder));
  onStep('commits of runs that ended long ago');
  cleaned.push(await removeRuns(expiry, mode));
  onStep('installed dependencies');
  cleaned.push(await removeDependencies(expiry, mode));
  onStep('texts in the ledger');
  cleaned.push(await removeTexts(expiry, textsKeptSinceMs(spans, mode.nowMs, retention), mode));
  cleaned.push(await removeAll('logs', await oldFiles(home.state, LOGS, mode.nowMs - retention.artifactsMs), mode));
  return cleaned;
}

/** Those that a kill kept a run from removing at its end. A folder without a key was never used. */
async function endedWorktrees({ home, spans }: Expiry): Promise<string[]> {
  const kept = await keptFolders(home);
  const ended = kept.filter(({ repositoryId, key }) => key !== null && hasEnded(spans, repositoryId, key));
  return ended.map(({ folder }) => folder);
}

async function removeRuns({ home, spans, retention }: Expiry, mode: CleaningMode): Promise<Cleaned> {
  const expired = expiredRefs(await listStoredRuns(home), spans, mode.nowMs, retention);
  const cleaned: Cleaned = { kind: 'runs', count: expired.length, bytes: 0 };
  if (expired.length === 0 || mode.dryRun) return cleaned;
  const before = await storeUsage(home);
  for (const run of expired) await removeStoredRun(home, run);
  await pruneUnreachable(home, unnamedKeptSinceMs(spans, mode.nowMs, retention));
  return { ...cleaned, bytes: Math.max(0, before - (await storeUsage(home))) };
}

async function removeDependencies({ home, retention, dependencyBytesMax }: Expiry, mode: CleaningMode) {
  const { removed, bytes } = await tidyDependencies(home, {
    bytesMax: dependencyBytesMax,
    unusedMs: retention.dependenciesMs,
    nowMs: mode.nowMs,
    dryRun: mode.dryRun,
  });
  return { kind: 'dependencies' as const, count: removed.length, bytes };
}

async function removeTexts({ upkeep }: Expiry, storedBeforeMs: number, mode: CleaningMode): Promise<Cleaned> {
  const { texts, bytes } = await (mode.dryRun ? upkeep.oldTexts(storedBeforeMs) : upkeep.removeTexts(storedBeforeMs));
  return { kind: 'texts', count: texts, bytes };
}
