// nightshift doctor: for each part what was found, where, which version, and what to do if it is missing.
import type { Command } from 'commander';
import { createGitHub } from '../../activities/forge/github/create-github.js';
import { formatUsd } from '../../core/money.js';
import type { GitHubSettings } from '../../core/operator-config.js';
import { loadOperatorConfig } from '../config/load-operator-config.js';
import { type CommandContext, commandContext, type World } from '../context.js';
import { plainLine } from '../display/plain-text.js';
import { renderModels } from '../display/render-models.js';
import { bad, type Check, good } from '../doctor/check.js';
import { checkForge } from '../doctor/check-forge.js';
import { checkLeftovers, fixLeftovers } from '../doctor/check-leftovers.js';
import { checkMachine } from '../doctor/check-machine.js';
import { type CheckedModels, checkModels } from '../doctor/check-models.js';
import { checkRepository } from '../doctor/check-repository.js';
import { checkRuns } from '../doctor/check-runs.js';
import type { WantedSandbox } from '../doctor/check-sandbox.js';
import {
  type ModelReport,
  REPORT_OPTIONS,
  reportChecks,
  reportModels,
  triable,
  trialsWorstMicroUsd,
  tryModels,
} from '../doctor/model-report.js';
import { jsonOption } from '../options.js';
import { CliProblem, EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import { type Colors, widthOf } from '../screen.js';
import { defaultSandbox } from '../terms/compose-terms.js';

interface Flags {
  repo?: string;
  models?: true;
  trial?: true;
  fix?: true;
  config?: string;
  json?: true;
}

const EXAMPLES = `
Examples:
  nightshift doctor
  nightshift doctor --repo ../shop                 also: how is it tested?
  nightshift doctor --models                       also: each model with its price, and whether it can be reached
  nightshift doctor --trial                        also: ask each of them for one token, which costs a little
  nightshift doctor --fix                          first mend what can be mended by itself`;
const GAP = 2;
const MARK_WIDTH = 4;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .option('--repo <dir>', 'look at a repository too')
    .option('--models', 'list models with price and key, and look whether their providers have them')
    .option('--trial', 'ask each of these models for one token, after saying what that costs at most')
    .option('--fix', 'remove leftovers, stale locks and broken programs first')
    .option('--config <file>', "the operator's configuration")
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: Flags) => {
      const context = commandContext(world, flags);
      const fixed = flags.fix ? await fixLeftovers(context) : [];
      for (const line of fixed) context.screen.print(line);
      const configuration = await configurationOf(context, flags);
      const checks = [
        ...(await checkMachine(context, configuration.sandbox)),
        ...(await checkLeftovers(context)),
        ...(await checkRuns(context)),
        ...configuration.checks,
        ...(configuration.github ? await lookAtForge(context, configuration.github) : []),
        ...(flags.repo === undefined ? [] : await checkRepository(context, flags.repo)),
      ];
      const wantsModels = flags.models === true || flags.trial === true;
      const models =
        wantsModels && configuration.models ? await lookAtModels(context, configuration.models, flags) : [];
      checks.push(...reportChecks(models));
      const ok = checks.every((check) => check.ok);
      const nameWidth = GAP + Math.max(...checks.map((check) => check.name.length));
      context.screen.print(checks.map((check) => checkLines(check, nameWidth, context.screen.colors)).join('\n'));
      if (models.length > 0) context.screen.print(modelLines(context, models));
      context.screen.document({ ok, checks, fixed, ...(wantsModels ? { models } : {}) });
      end(ok ? EXIT.delivered : EXIT.error);
    });
}

interface Configuration {
  checks: Check[];
  /** Null where the configuration cannot be read. */
  models: CheckedModels | null;
  /** What runs would use: the default one where the configuration cannot be read. */
  sandbox: WantedSandbox;
  /** Null where issues start no runs. */
  github: GitHubSettings | null;
}

async function configurationOf({ home, env, cwd }: CommandContext, flags: Flags): Promise<Configuration> {
  const usual = defaultSandbox(process.platform);
  try {
    const { config, file, exists } = await loadOperatorConfig(home, env, cwd, flags.config);
    const found = exists ? file : `the defaults; ${file} would change them, and does not exist`;
    const models = checkModels(config, env, file);
    const checks = [good('configuration', found), ...models.checks];
    const sandbox = { kind: config.sandbox ?? usual, dockerImage: config.dockerImage };
    return { checks, models, sandbox, github: config.github };
  } catch (error) {
    if (!(error instanceof CliProblem)) throw error;
    const checks = [bad('configuration', error.message, 'Correct what is named.')];
    return { checks, models: null, sandbox: { kind: usual, dockerImage: null }, github: null };
  }
}

function lookAtForge(context: CommandContext, settings: GitHubSettings): Promise<Check[]> {
  const { env, secrets } = context;
  return checkForge({ context, settings, github: createGitHub(settings, env, { secrets }) });
}

/** Providers are asked for their models, which costs nothing; the models themselves only for a trial. */
async function lookAtModels({ screen }: CommandContext, checked: CheckedModels, flags: Flags): Promise<ModelReport[]> {
  const { listed, sources } = checked;
  const reports = await reportModels(listed, sources, REPORT_OPTIONS);
  if (!flags.trial) return reports;
  const asked = triable(listed, reports);
  const atMost = formatUsd(trialsWorstMicroUsd(sources.providers, asked));
  screen.say(
    `Trial: ${asked.length} of ${listed.length} models are asked for a token each; together at most ${atMost}.`,
  );
  return tryModels(reports, asked, sources.providers, REPORT_OPTIONS);
}

function modelLines({ screen }: CommandContext, models: readonly ModelReport[]): string {
  return ['', ...renderModels(models, widthOf(screen.people))].join('\n');
}

function checkLines({ name, ok, found, advice }: Check, nameWidth: number, colors: Colors): string {
  const mark = ok ? colors.green('ok') : colors.red('no');
  const line = `${mark}  ${name.padEnd(nameWidth)}${plainLine(found)}`;
  if (!advice) return line;
  return [line, ...advice.split('\n').map((text) => `${' '.repeat(nameWidth + MARK_WIDTH)}${text}`)].join('\n');
}
