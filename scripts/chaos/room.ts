// The room of a chaos run: a folder with a home of its own, the repositories, the specs as files, and the logs.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { findHome, type Home } from '../../activities/home.js';
import { REPOSITORY_CONFIG_FILE } from '../../core/repository-config.js';
import { giveQuietPorts } from '../../test/doubles/quiet-ports.js';
import { findBubblewrap } from '../../workers/programs/find-bubblewrap.js';
import { findTemporal } from '../../workers/programs/find-temporal.js';
import { addressOf } from '../../workers/server/until-ready.js';
import { prepareDemoRepository } from '../demo/prepare.js';
import { MODELS } from './account.js';
import { type ChaosSpec, REPOSITORY_CONFIG } from './specs.js';

export const COMMAND = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const KEY_VARIABLE = 'NIGHTSHIFT_CHAOS_KEY';

export interface Room {
  dir: string;
  logs: string;
  home: Home;
  /** For every process of the product. */
  env: NodeJS.ProcessEnv;
  config: string;
  /** Of Temporal's server, whenever one is up. */
  address: string;
  /** By the number that specs name. */
  repositories: string[];
  specFile(spec: ChaosSpec): string;
  repositoryOf(spec: ChaosSpec): string;
}

export async function makeRoom(specs: readonly ChaosSpec[], providerUrl: string): Promise<Room> {
  const dir = await mkdtemp(join(tmpdir(), 'nightshift-chaos-'));
  const [logs, specsDir, temporary] = ['logs', 'specs', 'tmp'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [logs, specsDir, temporary]) await mkdir(folder);
  const specFile = ({ slug }: ChaosSpec) => join(specsDir, `${slug}.md`);
  for (const spec of specs) await writeFile(specFile(spec), spec.markdown);
  const config = join(dir, 'operator.yml');
  await writeFile(config, stringify(operatorConfig(providerUrl)));
  const found = { cache: findHome(process.env).cache, env: process.env, say: (line: string) => console.error(line) };
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TMPDIR: temporary,
    NIGHTSHIFT_HOME: join(dir, 'home'),
    NIGHTSHIFT_TEMPORAL_BIN: (await findTemporal(found)).path,
    NIGHTSHIFT_BWRAP_BIN: (await findBubblewrap(found)).path,
    TEMPORAL_CONFIG_FILE: join(dir, 'no-temporal-profiles.toml'),
    [KEY_VARIABLE]: 'opens-nothing',
  };
  const home = findHome(env);
  await mkdir(home.state, { recursive: true });
  const address = addressOf(await giveQuietPorts(home.state));
  const repositories = await makeRepositories(dir, Math.max(...specs.map(({ repository }) => repository)) + 1);
  const repositoryOf = ({ repository }: ChaosSpec) => repositories[repository] ?? '';
  return { dir, logs, home, env, config, address, repositories, specFile, repositoryOf };
}

function operatorConfig(baseUrl: string): object {
  const names = Object.keys(MODELS).map((name) => `chaos/${name}`);
  const dollars = (microUsd: number) => microUsd / 1_000_000;
  return {
    providers: { chaos: { kind: 'openai-compatible', baseUrl, apiKeyEnv: KEY_VARIABLE, scripted: true } },
    portfolio: names,
    prices: Object.fromEntries(
      Object.entries(MODELS).map(([name, { input, cached, output }]) => [
        `chaos/${name}`,
        { input: dollars(input), cachedInput: dollars(cached), output: dollars(output) },
      ]),
    ),
  };
}

/** The demo's library, with a configuration that makes judging it quick. */
async function makeRepositories(dir: string, count: number): Promise<string[]> {
  const paths: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const more = { [REPOSITORY_CONFIG_FILE]: REPOSITORY_CONFIG };
    paths.push(await prepareDemoRepository(join(dir, 'repositories', `plain-format-${index}`), more));
  }
  return paths;
}
