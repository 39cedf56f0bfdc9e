// The registries of ~/.npmrc, which npm, pnpm and yarn read: the default one and those of scopes.
import { INSIDE_HOME } from '../../bubblewrap-arguments.js';
import type { ToolSettings } from './tool-settings.js';
import { withoutCredentials } from './without-credentials.js';

const REGISTRY_LINE = /^\s*((?:@[^\s:=]+:)?registry)\s*=\s*["']?(https?:\/\/[^\s"'$]+)["']?\s*$/;

export function npmRegistries(text: string): ToolSettings {
  const registries = text.split('\n').flatMap((line) => {
    const [, key, url] = REGISTRY_LINE.exec(line) ?? [];
    return key === undefined || url === undefined ? [] : [{ key, url: withoutCredentials(url) }];
  });
  if (registries.length === 0) return { env: {}, urls: [], file: null };
  const lines = registries.map(({ key, url }) => `${key}=${url}\n`).join('');
  const file = { name: 'npmrc', target: `${INSIDE_HOME}/.npmrc`, text: lines };
  return { env: {}, urls: registries.map(({ url }) => url), file };
}
