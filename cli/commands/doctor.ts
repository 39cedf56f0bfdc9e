// nightshift doctor: for each part what was found, where, which version, and what to do if it is missing.
import type { Command } from 'commander';
import { loadOperatorConfig } from '../config/load-operator-config.js';
import { type CommandContext, commandContext, type World } from '../context.js';
import { plainLine } from '../display/plain-text.js';
import { bad, type Check, good } from '../doctor/check.js';
import { checkLeftovers, fixLeftovers } from '../doctor/check-leftovers.js';
import { checkMachine } from '../doctor/check-machine.js';
import { checkModels } from '../doctor/check-models.js';
import { checkRepository } from '../doctor/check-repository.js';
import type { WantedSandbox } from '../doctor/check-sandbox.js';
import { jsonOption } from '../options.js';
import { CliProblem, EXIT } from '../problem.js';
import type { CommandEnd } from '../program.js';
import type { Colors } from '../screen.js';
import { defaultSandbox } from '../terms/compose-terms.js';

interface Flags {
  repo?: string;
  models?: true;
  fix?: true;
  config?: string;
  json?: true;
}

const EXAMPLES = `
Examples:
  nightshift doctor
  nightshift doctor --repo ../shop                 also: how is it tested?
  nightshift doctor --models                       also: each provider, each model with its price
  nightshift doctor --fix                          first mend what can be mended by itself`;
const GAP = 2;
const MARK_WIDTH = 4;

export function define(command: Command, world: World, end: CommandEnd): void {
  command
    .option('--repo <dir>', 'look at a repository too')
    .option('--models', 'list providers, models and prices')
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
        ...configuration.checks,
        ...(flags.repo === undefined ? [] : await checkRepository(context, flags.repo)),
      ];
      const ok = checks.every((check) => check.ok);
      const nameWidth = GAP + Math.max(...checks.map((check) => check.name.length));
      context.screen.print(checks.map((check) => checkLines(check, nameWidth, context.screen.colors)).join('\n'));
      context.screen.document({ ok, checks, fixed });
      end(ok ? EXIT.delivered : EXIT.error);
    });
}

interface Configuration {
  checks: Check[];
  /** What runs would use: the default one where the configuration cannot be read. */
  sandbox: WantedSandbox;
}

async function configurationOf({ home, env, cwd }: CommandContext, flags: Flags): Promise<Configuration> {
  const usual = defaultSandbox(process.platform);
  try {
    const { config, file, exists } = await loadOperatorConfig(home, env, cwd, flags.config);
    const found = exists ? file : `the defaults; ${file} would change them, and does not exist`;
    const checks = [good('configuration', found), ...checkModels(config, env, flags.models === true)];
    return { checks, sandbox: { kind: config.sandbox ?? usual, dockerImage: config.dockerImage } };
  } catch (error) {
    if (!(error instanceof CliProblem)) throw error;
    const checks = [bad('configuration', error.message, 'Correct what is named.')];
    return { checks, sandbox: { kind: usual, dockerImage: null } };
  }
}

function checkLines({ name, ok, found, advice }: Check, nameWidth: number, colors: Colors): string {
  const mark = ok ? colors.green('ok') : colors.red('no');
  const line = `${mark}  ${name.padEnd(nameWidth)}${plainLine(found)}`;
  if (!advice) return line;
  return [line, ...advice.split('\n').map((text) => `${' '.repeat(nameWidth + MARK_WIDTH)}${text}`)].join('\n');
}
