// Opens the way to the package registries for one run: a proxy of its own outside, and what must stand inside for
// package managers to find it. The sandboxes that isolate use it; what it returns says nothing of bubblewrap.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOnly, type SandboxEntry } from '../entry.js';
import { certificateEntries, isSystemPath } from '../host-system.js';
import { registrySettings } from '../registry-settings.js';
import { knownHosts, loopbackPorts, readNamedHost } from './allowed-hosts.js';
import { type Resolve, resolveName } from './dial.js';
import { behindForwarder, FORWARDER_NAME, INSIDE_FOLDER, PROXY_ENV, SOCKET_NAME } from './inside-proxy.js';
import { startRegistryProxy } from './registry-proxy.js';
import { DEFAULT_TRAFFIC_LIMITS } from './traffic-limit.js';

export interface RegistriesOptions {
  /** Environment from which registries, certificates and the operator's own proxy are taken. */
  hostEnv: NodeJS.ProcessEnv;
  /** The operator's home folder, where tools keep settings that name registries; never shown inside. */
  home: string;
  /** What the operator's config names: `host`, or `host:port`. */
  registries: readonly string[];
  /** A Node that stands inside already. Default: the one that runs us is shown inside. */
  insideNode?: string;
  /** Default: the machine's own. */
  resolve?: Resolve;
}

/** To be closed when the run has ended. */
export interface RegistryAccess {
  entries: SandboxEntry[];
  env: Record<string, string>;
  /** The command as it has to be run inside. */
  command(command: string): string;
  close(): Promise<void>;
}

const FORWARDER_SOURCE = new URL(FORWARDER_NAME, import.meta.url);
/** Where the program that runs us appears inside when it is none of the system's. */
const INSIDE_NODE = '/opt/nightshift/node';
/** Hosts of which one run tells; more are not told of. */
const REFUSED_HOSTS_MAX = 100;
/** Inside, another user than ours runs commands. Outside, only this folder's name leads to what is in it. */
const FOLDER_MODE = 0o711;
const SOCKET_MODE = 0o666;
const FILE_MODE = 0o644;

/** `onRefusedHost` is called once for each host that is no registry and that the run asked for. */
export async function openRegistries(
  options: RegistriesOptions,
  onRefusedHost: (host: string) => void,
): Promise<RegistryAccess> {
  const settings = registrySettings(options.hostEnv, options.home);
  const named = options.registries.map(readNamedHost).filter((host) => host !== null);
  const allowed = [...knownHosts(), ...named, ...settings.hosts];
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-registries-'));
  await chmod(folder, FOLDER_MODE);
  const socketPath = join(folder, SOCKET_NAME);
  const { hostEnv, resolve = resolveName } = options;
  const proxy = await startRegistryProxy({
    socketPath,
    allowed,
    hostEnv,
    resolve,
    limits: DEFAULT_TRAFFIC_LIMITS,
    onRefusedHost: once(onRefusedHost),
  });
  await chmod(socketPath, SOCKET_MODE);
  const files = [
    { name: FORWARDER_NAME, target: null, text: await readFile(FORWARDER_SOURCE, 'utf8') },
    ...settings.files,
  ];
  for (const file of files) await writeFile(join(folder, file.name), file.text, { mode: FILE_MODE });
  const node = options.insideNode ?? (isSystemPath(process.execPath) ? process.execPath : INSIDE_NODE);
  return {
    entries: [
      readOnly(folder, INSIDE_FOLDER),
      ...(node === INSIDE_NODE ? [readOnly(process.execPath, INSIDE_NODE)] : []),
      ...certificateEntries(),
      ...settings.entries,
      ...files.flatMap(({ name, target }) => (target === null ? [] : [readOnly(join(folder, name), target)])),
    ],
    env: { ...PROXY_ENV, ...settings.env },
    command: (command) => behindForwarder(command, node, loopbackPorts(allowed)),
    close: async () => {
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function once(tell: (host: string) => void): (host: string) => void {
  const told = new Set<string>();
  return (host) => {
    if (told.has(host) || told.size >= REFUSED_HOSTS_MAX) return;
    told.add(host);
    tell(host);
  };
}
