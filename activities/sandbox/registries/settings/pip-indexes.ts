// The package indexes of pip's configuration.
import type { ToolSettings } from './tool-settings.js';
import { withoutCredentials } from './without-credentials.js';

/** What they are called in the file, in any of its sections, and as variables. */
const INDEXES = [
  { key: /^\s*index[-_]url\s*[=:]\s*(.*)$/, variable: 'PIP_INDEX_URL' },
  { key: /^\s*extra[-_]index[-_]url\s*[=:]\s*(.*)$/, variable: 'PIP_EXTRA_INDEX_URL' },
];
/** A value goes on in the lines that follow it, as long as they begin with a space. */
const CONTINUATION = /\n[ \t]+(?=https?:)/g;

export function pipIndexes(text: string): ToolSettings {
  const lines = text.replace(CONTINUATION, ' ').split('\n');
  const env: Record<string, string> = {};
  for (const { key, variable } of INDEXES) {
    const value = lines.map((line) => key.exec(line)?.[1]?.trim()).find((found) => found);
    if (value) env[variable] = withoutCredentials(value);
  }
  return { env, urls: [], file: null };
}
