// What fetching dependencies takes over from the operator's machine: certificates and registries, from variables and
// from the settings of package managers. Credentials stay outside, since repository code runs beside them.
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { isWithin, type PlacedEntry, readOnly } from './entry.js';
import { type AllowedHost, hostOfUrl } from './registries/allowed-hosts.js';
import { type SettingsFile, toolSettings } from './registries/settings/tool-settings.js';
import { withoutCredentials } from './registries/settings/without-credentials.js';

/** Variables that name files or folders, which must then be there inside. */
const PATH_VARIABLES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'PIP_CERT',
  'PIP_FIND_LINKS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'CARGO_HTTP_CAINFO',
  'npm_config_cafile',
];
/** Variables that name registries, one or several. */
const REGISTRY_VARIABLES = [
  'npm_config_registry',
  'NPM_CONFIG_REGISTRY',
  'YARN_REGISTRY',
  'YARN_NPM_REGISTRY_SERVER',
  'PIP_INDEX_URL',
  'PIP_EXTRA_INDEX_URL',
  'UV_INDEX_URL',
  'UV_EXTRA_INDEX_URL',
  'UV_DEFAULT_INDEX',
  'UV_INDEX',
  'GOPROXY',
];
/** And these, with a name of the operator's choice in their middle. */
const REGISTRY_PATTERNS = [/^CARGO_REGISTRIES_\w+_INDEX$/, /^BUNDLE_MIRROR__\w+$/];
const OTHER_VARIABLES = ['GOSUMDB', 'GONOSUMDB', 'GONOSUMCHECK', 'GOPRIVATE', 'GONOPROXY'];
const URL_SEPARATOR = /[\s,|]+/;

export interface RegistrySettings {
  env: Record<string, string>;
  entries: PlacedEntry[];
  /** Hosts that the settings name. */
  hosts: AllowedHost[];
  files: SettingsFile[];
}

/** `home` is the operator's home folder; a variable that names it, or a folder around it, is left out. */
export function registrySettings(hostEnv: NodeJS.ProcessEnv, home: string): RegistrySettings {
  const tools = toolSettings(home);
  const registries = registryVariables({ ...tools.env, ...hostEnv });
  const paths = pathVariables(hostEnv, home);
  const texts = [...Object.values(registries), ...tools.urls];
  const urls = texts.flatMap((text) => text.split(URL_SEPARATOR)).map((text) => text.replace(/^[\w-]+=/, ''));
  return {
    env: { ...registries, ...paths.env },
    entries: paths.entries,
    hosts: urls.map(hostOfUrl).filter((host) => host !== null),
    files: tools.files,
  };
}

function registryVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(env).filter(
    (name) => REGISTRY_VARIABLES.includes(name) || REGISTRY_PATTERNS.some((pattern) => pattern.test(name)),
  );
  return Object.fromEntries(
    [...names, ...OTHER_VARIABLES].flatMap((name) => (env[name] ? [[name, withoutCredentials(env[name])]] : [])),
  );
}

function pathVariables(hostEnv: NodeJS.ProcessEnv, home: string): Pick<RegistrySettings, 'env' | 'entries'> {
  const env: Record<string, string> = {};
  const entries: PlacedEntry[] = [];
  for (const name of PATH_VARIABLES) {
    const value = hostEnv[name];
    if (!value || withoutCredentials(value) !== value) continue;
    if (isAbsolute(value) && existsSync(value)) {
      if (isWithin(home, resolve(value)) || isWithin(home, realpathSync(value))) continue;
      entries.push(readOnly(realpathSync(value), resolve(value)));
    }
    env[name] = value;
  }
  return { env, entries };
}
