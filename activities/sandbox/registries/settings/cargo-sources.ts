// The registries and replaced sources of cargo's configuration. Only these tables are taken over, and of them only what
// names a registry: a configuration may hold tokens, and programs to run.
import type { ToolSettings } from './tool-settings.js';
import { withoutCredentials } from './without-credentials.js';

/** Cargo reads it from every folder above the working directory, wherever its own home is. */
const INSIDE_CONFIG = '/.cargo/config.toml';
const TABLE = /^\s*\[(.*)\]\s*(?:#.*)?$/;
const TABLE_OF_REGISTRIES = /^\s*(?:source|registries)\.[\w."-]+\s*$/;
const SETTING = /^\s*(?:registry|index|replace-with|protocol)\s*=\s*"([^"]*)"\s*(?:#.*)?$/;

export function cargoSources(text: string): ToolSettings {
  const kept: string[] = [];
  const urls: string[] = [];
  let inRegistries = false;
  for (const line of text.split('\n')) {
    const table = TABLE.exec(line)?.[1];
    if (table !== undefined) inRegistries = TABLE_OF_REGISTRIES.test(table);
    const value = SETTING.exec(line)?.[1];
    if (!inRegistries || (table === undefined && value === undefined)) continue;
    kept.push(withoutCredentials(line));
    if (value !== undefined) urls.push(withoutCredentials(value));
  }
  if (urls.length === 0) return { env: {}, urls, file: null };
  return { env: {}, urls, file: { name: 'cargo.toml', target: INSIDE_CONFIG, text: `${kept.join('\n')}\n` } };
}
