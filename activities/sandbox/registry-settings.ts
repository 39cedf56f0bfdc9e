// What fetching dependencies takes over from the operator's environment: certificates, registries and proxies.
// A value that carries credentials is left out, since repository code runs beside it.
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { isWithin, readOnly, type SandboxEntry } from './entry.js';

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
const PLAIN_VARIABLES = [
  'npm_config_registry',
  'NPM_CONFIG_REGISTRY',
  'YARN_NPM_REGISTRY_SERVER',
  'PIP_INDEX_URL',
  'PIP_EXTRA_INDEX_URL',
  'UV_INDEX_URL',
  'UV_DEFAULT_INDEX',
  'GOPROXY',
  'GOSUMDB',
  'GONOSUMDB',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];
/** A URL with a user or a password in front of its host. */
const CREDENTIALS = /\/\/[^/\s,|]*@/;

export interface RegistrySettings {
  env: Record<string, string>;
  entries: SandboxEntry[];
}

/** `home` is the operator's home folder; a setting that names it, or a folder around it, is left out. */
export function registrySettings(hostEnv: NodeJS.ProcessEnv, home: string): RegistrySettings {
  const env: Record<string, string> = {};
  const entries: SandboxEntry[] = [];
  for (const name of PLAIN_VARIABLES) {
    const value = hostEnv[name];
    if (value && !CREDENTIALS.test(value)) env[name] = value;
  }
  for (const name of PATH_VARIABLES) {
    const value = hostEnv[name];
    if (!value || CREDENTIALS.test(value)) continue;
    if (isAbsolute(value) && existsSync(value)) {
      if (isWithin(home, resolve(value)) || isWithin(home, realpathSync(value))) continue;
      entries.push(readOnly(realpathSync(value), resolve(value)));
    }
    env[name] = value;
  }
  return { env, entries };
}
