// Registries that the operator's package managers are set up for, read from their settings files. Only the addresses
// go inside, in settings written anew: what else stands in such a file may be secret.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorCode } from '../../../workspace/error-code.js';
import { cargoSources } from './cargo-sources.js';
import { mavenMirrors } from './maven-mirrors.js';
import { npmRegistries } from './npm-registries.js';
import { pipIndexes } from './pip-indexes.js';

/** What one settings file says of registries. Addresses hold no credentials. */
export interface ToolSettings {
  /** Variables, which those of the operator's environment override. */
  env: Record<string, string>;
  urls: string[];
  /** What goes inside; null where variables say all. */
  file: SettingsFile | null;
}

/** A file to appear inside at `target`. */
export interface SettingsFile {
  name: string;
  target: string;
  text: string;
}

interface Source {
  /** In the order in which the tool looks; only the first that is there counts. */
  files: string[];
  read(text: string): ToolSettings;
}

const SOURCES: readonly Source[] = [
  { files: ['.npmrc'], read: npmRegistries },
  { files: ['.config/pip/pip.conf', '.pip/pip.conf', '/etc/pip.conf'], read: pipIndexes },
  { files: ['.cargo/config.toml', '.cargo/config'], read: cargoSources },
  { files: ['.m2/settings.xml'], read: mavenMirrors },
];

/** `home` is the operator's home folder. */
export function toolSettings(home: string): { env: Record<string, string>; urls: string[]; files: SettingsFile[] } {
  const found = SOURCES.flatMap(({ files, read }) => {
    const text = files.map((file) => readIfThere(resolve(home, file))).find((each) => each !== null);
    return text === undefined ? [] : [read(text)];
  });
  return {
    env: Object.assign({}, ...found.map((settings) => settings.env)),
    urls: found.flatMap((settings) => settings.urls),
    files: found.flatMap((settings) => settings.file ?? []),
  };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}
