// What Nightshift needs of this machine: programs, a server, a sandbox that isolates, a place to keep things.

import { createLedger } from '../../activities/ledger/create-ledger.js';
import { nameOfLedger, parseLedger } from '../../activities/ledger/ledger-address.js';
import { checkStore } from '../../activities/workspace/check-store.js';
import { probePrograms } from '../../workers/programs/probe-programs.js';
import type { ProgramReport } from '../../workers/programs/program.js';
import type { CommandContext } from '../context.js';
import { openEngineIfUp } from '../engine.js';
import { bad, type Check, checking, good } from './check.js';
import { checkSandbox, type WantedSandbox } from './check-sandbox.js';

const RESTORE_FILE =
  'Let no run go on with it. Restore the file from a backup, or save what can be read with "sqlite3 FILE .recover".';
const RESTORE_DATABASE = "Let no run go on with it. Look at the server's log, and restore the database from a backup.";

export async function checkMachine(context: CommandContext, sandbox: WantedSandbox): Promise<Check[]> {
  const { home, env } = context;
  const programs = await probePrograms({ cache: home.cache, env });
  return [
    ...programs.map(fromProgram),
    await checkSandbox(sandbox, programs, env),
    await checkServer(context),
    await checkLedger(context),
    await checkStorePlace(context),
  ];
}

function fromProgram({ name, needs, found, problem, advice, ok }: ProgramReport): Check {
  const what = found ? `${found.version} at ${found.path} (${found.how})` : `missing, needed: ${needs}`;
  return { name, ok, found: problem ? `${what}: ${problem}` : what, advice };
}

function checkServer(context: CommandContext): Promise<Check> {
  return checking('temporal server', 'Start it, or unset what names it.', async () => {
    const engine = await openEngineIfUp(context);
    if (!engine) return good('temporal server', 'not up; it is started when it is needed');
    const { address, namespace, owned, uiUrl } = engine.lease;
    await engine.close();
    const whose = owned ? 'local' : 'named by the environment';
    return good('temporal server', `${whose}, ${address}, namespace ${namespace}${uiUrl ? `, UI ${uiUrl}` : ''}`);
  });
}

function checkLedger({ home }: CommandContext): Promise<Check> {
  return checking('ledger', null, async () => {
    const address = parseLedger(home.ledger);
    const name = nameOfLedger(address);
    const ledger = await createLedger(address);
    try {
      const problems = await ledger.upkeep.problems();
      const advice = 'url' in address ? RESTORE_DATABASE : RESTORE_FILE;
      if (problems.length > 0) return bad('ledger', `${name} is damaged: ${problems.join('; ')}`, advice);
      const runs = await ledger.specs.recent(1);
      return good('ledger', `${name}${runs.length === 0 ? ', no run yet' : ''}`);
    } finally {
      await ledger.close();
    }
  });
}

function checkStorePlace({ home }: CommandContext): Promise<Check> {
  return checking('store', null, async () => good('store', await checkStore(home)));
}
