// What every command is given: the world around the process, so that tests can give another one.
import { findHome, type Home } from '../activities/home.js';
import { createLedger } from '../activities/ledger/create-ledger.js';
import type { Ledger } from '../activities/ledger/ledger.js';
import { parseLedger } from '../activities/ledger/ledger-address.js';
import { createKnownSecrets, type KnownSecrets } from '../activities/secrets/known-secrets.js';
import { redactingLedger } from '../activities/secrets/redacting-ledger.js';
import { secretValues } from '../activities/secrets/secret-values.js';
import { createScreen, type Screen, type Streams } from './screen.js';

export interface World extends Streams {
  env: NodeJS.ProcessEnv;
  cwd: string;
}

export interface CommandContext {
  env: NodeJS.ProcessEnv;
  cwd: string;
  home: Home;
  screen: Screen;
  /** What this process was given and must not leave it, as far as the environment tells. */
  secrets: KnownSecrets;
}

export function commandContext(world: World, options: { json?: true }): CommandContext {
  return {
    env: world.env,
    cwd: world.cwd,
    home: findHome(world.env),
    screen: createScreen(world, { json: options.json === true, env: world.env }),
    secrets: createKnownSecrets(secretValues({ settings: {}, env: world.env })),
  };
}

/** Opens the ledger for the time of `work`. */
export async function withLedger<T>(context: CommandContext, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = redactingLedger(await createLedger(parseLedger(context.home.ledger)), context.secrets);
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}
