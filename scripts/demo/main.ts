// `npm run demo`: the main job on a small library, for a newcomer. With no key a scripted model answers; with a key in
// the environment, or with `--model`, a real one does. It runs the command that a user would run.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { findRepository } from '../../activities/workspace/find-repository.js';
import { branchName } from '../../core/deliver.js';
import { localDeliverId } from '../../core/repository.js';
import { slugOf } from '../../core/spec.js';
import { parseSpec } from '../../schemas/spec.js';
import { runGitHubDemo } from './github/github-demo.js';
import { prepareDemoRepository } from './prepare.js';
import { SCRIPTED_KEY_VARIABLE, scriptedConfig } from './scripted-config.js';
import { startScriptedModel } from './scripted-model.js';

const COMMAND = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const SPEC = fileURLToPath(new URL('SPEC.md', import.meta.url));
const BUDGET_USD = '1';
const KEY_VARIABLES = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];
interface Flags {
  github?: boolean;
  keep?: boolean;
  model?: string[];
}

const flags = new Command('npm run demo --')
  .description('Work on a small sample library from spec to tested branch.')
  .option('--github', 'from a labelled issue to a merged pull request, on a GitHub of its own on this machine')
  .option('--keep', "leave Temporal's server and its UI running")
  .option('--model <names...>', 'use real models instead of the scripted one, such as anthropic/claude-haiku-4-5')
  .parse()
  .opts<Flags>();

const room = await mkdtemp(join(tmpdir(), 'nightshift-demo-'));
const repository = await prepareDemoRepository(join(room, 'plain-format'));
const key = KEY_VARIABLES.find((name) => process.env[name]);
console.log(`The library: ${repository}\nThe spec:    ${SPEC}\n`);
if (flags.github) {
  console.log('A scripted model answers. Its dollars are pretended.');
  const keep = flags.keep ?? false;
  process.exitCode = await runGitHubDemo({ command: COMMAND, room, repository, spec: SPEC, keep });
} else {
  process.exitCode = flags.model || key ? await runReal(flags.model ?? []) : await runScripted();
  await showResult();
}
console.log('Commands named `nightshift` work as `npx nightshift` in this folder, or anywhere after `npm link`.');

async function runReal(models: readonly string[]): Promise<number> {
  const who = models.length > 0 ? models.join(', ') : `the models of the key in ${key}`;
  console.log(`Real models work on it: ${who}. The budget is $${BUDGET_USD}; no call is made that could exceed it.\n`);
  return nightshift([...runArguments(), ...(models.length > 0 ? ['--model', ...models] : [])], {});
}

async function runScripted(): Promise<number> {
  console.log('There is no key in the environment, so a scripted model answers. Its dollars are pretended.\n');
  const model = await startScriptedModel();
  try {
    const config = join(room, 'operator.yml');
    await writeFile(config, stringify(scriptedConfig(model.url)));
    return await nightshift([...runArguments(), '--config', config], { [SCRIPTED_KEY_VARIABLE]: 'scripted' });
  } finally {
    await model.close();
  }
}

/** Runs the built command with our own terminal, so that its progress and its Ctrl-C are the user's. */
function nightshift(args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'inherit', env: { ...process.env, ...env } });
  // The terminal sends Ctrl-C to both processes: this one only waits for the command to end well.
  process.on('SIGINT', () => console.log(''));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

function runArguments(): string[] {
  return ['run', SPEC, '--repo', repository, '--budget', BUDGET_USD, ...(flags.keep ? ['--keep'] : [])];
}

async function showResult(): Promise<void> {
  const { title } = expectSpec(await readFile(SPEC));
  const slug = slugOf(title);
  console.log('\nThe receipt:\n');
  await nightshift(['receipt', localDeliverId(await findRepository(repository), slug)], {});
  if (process.exitCode !== 0) return;
  const { stdout } = await execa('git', ['-C', repository, 'diff', '--stat', `main...${branchName(slug)}`]);
  console.log(`\nWhat changed in ${repository}:\n\n${stdout}`);
}

function expectSpec(content: Uint8Array): { title: string } {
  const spec = parseSpec(content, SPEC);
  if (!spec.ok) throw new Error(spec.problem);
  return spec;
}
