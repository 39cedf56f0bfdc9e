// Runs the built command as a user would, in a home of its own.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Receipt } from '../../core/receipt.js';

export const BUILT_COMMAND = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const OUTPUT_BYTES_MAX = 64_000_000;

export interface NightshiftRun {
  exitCode: number;
  stdout: string;
  stderr: string;
  durationMs: number;
}

/** Never rejects for what the command says; its exit code is the answer. */
export function nightshift(home: string, args: readonly string[]): Promise<NightshiftRun> {
  const env = { ...process.env, NIGHTSHIFT_HOME: home, SIM_KEY: 'simulated' };
  const startedAtMs = Date.now();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [BUILT_COMMAND, ...args],
      { env, maxBuffer: OUTPUT_BYTES_MAX },
      (error, stdout, stderr) => {
        const exitCode = error ? Number(error.code ?? 1) : 0;
        resolve({ exitCode, stdout, stderr, durationMs: Date.now() - startedAtMs });
      },
    );
  });
}

/** The name of a run in the headers that it sends. */
export function runOf(receipt: Receipt): string {
  return `${receipt.deliverId.split('/').at(-1)}.${receipt.generation}`;
}

/** The receipt in what `run --json` printed; null when it printed none. */
export function readReceipt(stdout: string): Receipt | null {
  try {
    return (JSON.parse(stdout) as { receipt: Receipt | null }).receipt;
  } catch {
    return null;
  }
}

/** Simulated models with list prices, as the operator of a gateway would write them down. */
export async function writeSimConfig(
  home: string,
  url: string,
  models: readonly SimModel[],
  more: Record<string, unknown> = {},
): Promise<void> {
  const prices = Object.fromEntries(models.map((model) => [`sim/${model.id}`, priceOf(model)]));
  const config = {
    providers: { sim: { kind: 'openai-compatible', baseUrl: url, apiKeyEnv: 'SIM_KEY', scripted: true } },
    prices,
    portfolio: models.map((model) => `sim/${model.id}`),
    ...more,
  };
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'config.yml'), stringify(config));
}

/** A model of the simulator's catalogue; USD per million tokens. */
export interface SimModel {
  id: string;
  priceIn: number;
  priceOut: number;
  priceCachedIn: number;
  priceCacheWrite?: number;
}

function priceOf(model: SimModel): Record<string, number> {
  return {
    input: model.priceIn,
    cachedInput: model.priceCachedIn,
    output: model.priceOut,
    // Providers of the OpenAI protocol don't bill cache writes.
    cacheWrite: model.priceIn,
  };
}
