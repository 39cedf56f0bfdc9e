// Every migration by its name, in order. A migration that has shipped is never changed: add the next one.
import type { Migration } from 'kysely';
import { firstTables } from './0001-first-tables.js';
import { findWhatMayGo } from './0002-find-what-may-go.js';
import { baselines } from './0003-baselines.js';
import { usageDoubts } from './0004-usage-doubts.js';
import { worstTokens } from './0005-worst-tokens.js';
import { forge } from './0006-forge.js';

export const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-find-what-may-go': findWhatMayGo,
  '0003-baselines': baselines,
  '0004-usage-doubts': usageDoubts,
  '0005-worst-tokens': worstTokens,
  '0006-forge': forge,
};
