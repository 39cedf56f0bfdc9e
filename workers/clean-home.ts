// Cleans a home: what killed processes left, and what ended runs left and whose time is over. One at a time on this
// home, though two would do no harm.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cleaned, CleaningMode } from '../activities/cleaning/cleaned.js';
import { removeExpired } from '../activities/cleaning/remove-expired.js';
import { removeLeftovers } from '../activities/cleaning/remove-leftovers.js';
import { tryFileLock } from '../activities/file-lock.js';
import type { Home } from '../activities/home.js';
import type { Ledger } from '../activities/ledger/ledger.js';
import { unlessAbsent } from '../activities/workspace/unless-absent.js';
import { DEFAULT_DEPENDENCY_CACHE_BYTES_MAX, DEFAULT_RETENTION, type OperatorConfig } from '../core/operator-config.js';
import { withFileLock } from './with-file-lock.js';

export interface CleaningOrder {
  home: Home;
  ledger: Pick<Ledger, 'specs' | 'upkeep'>;
  config: Pick<OperatorConfig, 'retention' | 'dependencyCacheBytesMax'>;
  mode: CleaningMode;
  /** The system's temporary folder unless another is named. */
  temporary?: string;
  /** Told before each step. */
  say(line: string): void;
}

const LOCK = 'cleaning.lock';
const LAST = 'last-cleaning';
const WAIT_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Throws `SetupProblem` when another cleaning takes too long. */
export function cleanHome(order: CleaningOrder): Promise<Cleaned[]> {
  const onWait = () => order.say('waiting for another cleaning');
  return withFileLock(lockOf(order), { waitMs: WAIT_MS, onWait }, () => clean(order));
}

/** At most once a day, and not while another cleaning is at work; null when it was not time. */
export async function cleanDaily(order: CleaningOrder): Promise<Cleaned[] | null> {
  await mkdir(order.home.state, { recursive: true });
  const lock = tryFileLock(lockOf(order), 'exclusive');
  if (!lock) return null;
  try {
    const last = await unlessAbsent(stat(join(order.home.state, LAST)));
    if (last && order.mode.nowMs - last.mtimeMs < DAY_MS) return null;
    return await clean(order);
  } finally {
    lock.release();
  }
}

async function clean({ home, ledger, config, mode, temporary, say }: CleaningOrder): Promise<Cleaned[]> {
  say('looking for what killed processes left');
  const leftovers = await removeLeftovers({ home, ...(temporary === undefined ? {} : { temporary }) }, mode);
  const expired = await removeExpired(
    {
      home,
      upkeep: ledger.upkeep,
      spans: await ledger.specs.spans(),
      retention: { ...DEFAULT_RETENTION, ...config.retention },
      dependencyBytesMax: config.dependencyCacheBytesMax ?? DEFAULT_DEPENDENCY_CACHE_BYTES_MAX,
      onStep: (what) => say(`looking at ${what}`),
    },
    mode,
  );
  if (!mode.dryRun) await writeFile(join(home.state, LAST), '');
  return [...leftovers, ...expired].filter(({ count }) => count > 0);
}

function lockOf({ home }: CleaningOrder): string {
  return join(home.state, LOCK);
}
