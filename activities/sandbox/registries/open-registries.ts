// Opens the way to the package registries for one run: a proxy of its own outside, and what must stand inside for
// package managers to find it. The sandboxes that isolate use it; what it returns says nothing of bubblewrap.
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../failure.js';
import { findCommandUser, RESERVED_USER_ID } from '../command-user.js';
import { type PlacedEntry, readOnly } from '../entry.js';
import { certificateEntries, isSystemPath } from '../host-system.js';
import { registrySettings } from '../registry-settings.js';
import { type AllowedHost, knownHosts, loopbackPorts, readNamedHost } from './allowed-hosts.js';
import { messageOf, resolveName } from './dial.js';
import { behindForwarder, FORWARDER_NAME, INSIDE_FOLDER, PROXY_ENV, SOCKET_NAME } from './inside-proxy.js';
import { type RegistryProxy, startRegistryProxy } from './registry-proxy.js';
import type { SettingsFile } from './settings/tool-settings.js';
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
  /** Folder for the socket. Default: the system's temporary one. */
  temporary?: string;
}

/** To be closed when the run has ended. */
export interface RegistryAccess {
  entries: PlacedEntry[];
  env: Record<string, string>;
  /** The command as it has to be run inside. */
  command(command: string): string;
  close(): Promise<void>;
}

/** Cleaning knows it too. */
const FOLDER_PREFIX = 'nightshift-registries-';
const FORWARDER_SOURCE = new URL(FORWARDER_NAME, import.meta.url);
/** Where the program that runs us appears inside when it is none of the system's. */
const INSIDE_NODE = '/opt/nightshift/node';
/** Hosts of which one run tells; more are not told of. */
const REFUSED_HOSTS_MAX = 100;
/** Inside, another user than ours may run commands: that one alone may connect, and reads the rest. */
const FOLDER_MODE = 0o711;
const SOCKET_MODE = 0o600;
const FILE_MODE = 0o644;

/**
 * `onRefusedHost` is called once for each host that is no registry and that the run asked for. Throws
 * `SandboxUnavailable` when the way cannot be opened.
 */
export async function openRegistries(
  options: RegistriesOptions,
  onRefusedHost: (host: string) => void,
): Promise<RegistryAccess> {
  const settings = registrySettings(options.hostEnv, options.home);
  const named = options.registries.map(readNamedHost).filter((host) => host !== null);
  const allowed = [...knownHosts(), ...named, ...settings.hosts];
  const node = nodeFor(options.insideNode);
  const { folder, close } = await openFolder({ ...options, onRefusedHost }, allowed, settings.files);
  return {
    entries: [
      readOnly(folder, INSIDE_FOLDER),
      ...node.entries,
      ...certificateEntries(),
      ...settings.entries,
      ...settings.files.map(({ name, target }) => readOnly(join(folder, name), target)),
    ],
    env: { ...PROXY_ENV, ...settings.env },
    command: (command) => behindForwarder(command, node.path, loopbackPorts(allowed)),
    close,
  };
}

type FolderOptions = RegistriesOptions & { onRefusedHost(host: string): void };

/** The folder that appears inside: the proxy's socket, the forwarder, and settings of package managers. */
async function openFolder(options: FolderOptions, allowed: AllowedHost[], files: readonly SettingsFile[]) {
  const folder = await mkdtemp(join(options.temporary ?? tmpdir(), FOLDER_PREFIX));
  let proxy: RegistryProxy | null = null;
  async function close(): Promise<void> {
    await proxy?.close();
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await chmod(folder, FOLDER_MODE);
    const forwarder = { name: FORWARDER_NAME, text: await readFile(FORWARDER_SOURCE, 'utf8') };
    for (const { name, text } of [forwarder, ...files]) await writeFile(join(folder, name), text, { mode: FILE_MODE });
    const socketPath = join(folder, SOCKET_NAME);
    proxy = await startRegistryProxy({
      socketPath,
      allowed,
      hostEnv: options.hostEnv,
      resolve: resolveName,
      limits: DEFAULT_TRAFFIC_LIMITS,
      onRefusedHost: once(options.onRefusedHost),
    });
    await chmod(socketPath, SOCKET_MODE);
    if (findCommandUser().kind === 'reserved') await chown(socketPath, RESERVED_USER_ID, RESERVED_USER_ID);
    return { folder, close };
  } catch (error) {
    await close();
    const message = `package registries cannot be opened to setup: ${messageOf(error)}`;
    throw failure('SandboxUnavailable', message, { cause: error });
  }
}

/** The program that runs the forwarder inside: one that is there, or the one that runs us. */
function nodeFor(insideNode: string | undefined): { path: string; entries: PlacedEntry[] } {
  if (insideNode !== undefined) return { path: insideNode, entries: [] };
  if (isSystemPath(process.execPath)) return { path: process.execPath, entries: [] };
  return { path: INSIDE_NODE, entries: [readOnly(process.execPath, INSIDE_NODE)] };
}

function once(tell: (host: string) => void): (host: string) => void {
  const told = new Set<string>();
  return (host) => {
    if (told.has(host) || told.size >= REFUSED_HOSTS_MAX) return;
    told.add(host);
    tell(host);
  };
}
