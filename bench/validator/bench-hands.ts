// The validator's real parts as a worker has them, put together without Temporal and without models.
import { join } from 'node:path';
import type { Hands } from '../../activities/hands.js';
import { findHome, homeIn } from '../../activities/home.js';
import { createLedger } from '../../activities/ledger/create-ledger.js';
import { createSecretScanner } from '../../activities/secrets/find-secrets.js';
import { createDependencyCache } from '../../activities/validator/dependencies/dependency-cache.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import { openSandbox } from '../../workers/open-sandbox.js';

export const BENCH_SANDBOX = 'bubblewrap';

export interface BenchHands {
  hands: Hands;
  signal: AbortSignal;
  close(): Promise<void>;
}

/** Keeps all that it makes under `dir`; only the sandbox's program comes from the user's own cache. */
export async function openBenchHands(dir: string): Promise<BenchHands> {
  const home = homeIn({ state: join(dir, 'state'), cache: join(dir, 'cache'), config: join(dir, 'config.yml') });
  const sandbox = await openSandbox(BENCH_SANDBOX, {
    cache: findHome(process.env).cache,
    env: process.env,
    say: (line) => console.error(line),
    registries: [],
    dockerImage: null,
  });
  const workspace = createWorkspace({ home });
  const ledger = await createLedger({ file: home.ledger });
  const hands: Hands = {
    home,
    ledger,
    workspace,
    sandbox: () => sandbox,
    dependencies: createDependencyCache({ home, workspace }),
    secrets: createSecretScanner({ workspace, artifacts: ledger.artifacts, allowedPaths: [] }),
  };
  return { hands, signal: new AbortController().signal, close: () => ledger.close() };
}
