// How long after a cancellation the provider sees the connection of a running generation close: the time for which it
// still makes, and bills, what nobody will read.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { stringify } from 'yaml';
import { SCRIPTED_KEY_VARIABLE } from '../../scripts/demo/scripted-config.js';
import { type Night, startNight } from '../../test/end-to-end/night.js';
import { openServer } from '../../workers/server/open-server.js';
import { BUILT_COMMAND } from '../support/nightshift.js';
import { ENDLESS_MODEL, type EndlessModel, startEndlessModel } from './endless-model.js';

/** In milliseconds, one for each time that it was tried. */
export async function cancelGenerations(times: number): Promise<number[]> {
  const model = await startEndlessModel();
  const night = await startNight({ latencyMs: 0, slips: false, built: BUILT_COMMAND });
  const lease = await openServer({ home: night.home, env: night.env, say: () => undefined, keep: false });
  const connection = await lease.connect();
  try {
    const client = new Client({ connection, namespace: lease.namespace });
    const config = await writeConfig(night, model.url);
    const tookMs: number[] = [];
    for (let time = 1; time <= times; time += 1) tookMs.push(await cancelOne(client, model, night, config, time));
    return tookMs;
  } finally {
    await connection.close();
    await lease.release();
    model.close();
    await night.end();
  }
}

async function cancelOne(client: Client, model: EndlessModel, night: Night, config: string, time: number) {
  const spec = join(night.room, `endless-${time}.md`);
  await writeFile(spec, `# Never come to an end, number ${time}\n\nGo on for ever.\n`);
  const begun = model.nextGeneration();
  const run = night.command('run', spec, '--repo', night.repository, '--config', config, '--budget', '5');
  const early = run.ended.then(() => {
    throw new Error(`it ended before the model was asked: ${run.printed()}`);
  });
  const { closedAtMs } = await Promise.race([begun, early]);
  const cancelledAtMs = Date.now();
  for await (const { workflowId, type } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    if (type === 'deliver') await client.workflow.getHandle(workflowId).cancel();
  }
  const tookMs = (await closedAtMs) - cancelledAtMs;
  await early.catch(() => undefined);
  return tookMs;
}

async function writeConfig({ room }: Night, url: string): Promise<string> {
  const name = `bench/${ENDLESS_MODEL}`;
  const file = join(room, 'endless.yml');
  const config = {
    providers: {
      bench: { kind: 'openai-compatible', baseUrl: url, apiKeyEnv: SCRIPTED_KEY_VARIABLE, scripted: true },
    },
    prices: { [name]: { input: 1, cachedInput: 1, output: 1 } },
    portfolio: [name],
    decompose: false,
    acceptance: 'given',
    repairs: 0,
  };
  await writeFile(file, stringify(config));
  return file;
}
