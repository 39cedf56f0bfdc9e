// What work needs under its feet: the sandbox, tested, and the Temporal server.
import type { Sandbox } from '../../activities/sandbox/sandbox.js';
import type { SandboxKind } from '../../core/command.js';
import type { OperatorConfig } from '../../core/operator-config.js';
import { openSandbox } from '../../workers/open-sandbox.js';
import type { CommandContext } from '../context.js';
import { type Engine, openEngine } from '../engine.js';

export interface Ground {
  sandbox: Sandbox;
  engine: Engine;
}

export interface GroundOptions {
  sandbox: SandboxKind;
  operator: Pick<OperatorConfig, 'registries' | 'dockerImage'>;
  /** Leaves the local server up when the command ends. */
  keep: boolean;
}

/** The two take a second each, side by side; neither stays open when the other fails. */
export async function openGround(context: CommandContext, options: GroundOptions): Promise<Ground> {
  const { screen, home, env } = context;
  const { registries, dockerImage } = options.operator;
  const opening = openEngine(context, { keep: options.keep });
  const testing = openSandbox(options.sandbox, { cache: home.cache, env, say: screen.say, registries, dockerImage });
  const [engine, sandbox] = await Promise.allSettled([opening, testing]);
  if (sandbox.status === 'rejected') {
    if (engine.status === 'fulfilled') await engine.value.close();
    throw sandbox.reason;
  }
  if (engine.status === 'rejected') throw engine.reason;
  if (options.sandbox === 'none') screen.say('No sandbox: code of the repository and of models runs with your rights.');
  return { sandbox: sandbox.value, engine: engine.value };
}
