// The part of the host's system that every sandbox sees, read-only: programs, libraries and a few harmless files
// of /etc. Nothing else of the host is there.
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { isWithin, type PlacedEntry, readOnly, type SandboxEntry } from './entry.js';

/** Whole folders of programs and libraries. `/nix/store` is where NixOS keeps both. */
const SYSTEM_FOLDERS = ['/usr', '/nix/store'];
/** Folders that newer systems have as links into /usr. */
const MERGED_FOLDERS = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
/** Files of /etc that programs need to start or to look things up; none holds a secret. */
const ETC_FILES = [
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/fonts',
  // Debian keeps what starts Maven here. Its settings beside it may hold passwords.
  '/etc/maven/m2.conf',
  '/etc/maven/logging',
  '/etc/mime.types',
  '/etc/os-release',
  '/etc/protocols',
  '/etc/services',
  '/etc/ssl/openssl.cnf',
];
/** Debian keeps a JVM's settings here and links to them from /usr. */
const JAVA_SETTINGS = /^java-/;
/** What TLS needs. Whole folders would bring private keys with them. */
const CERTIFICATES = [
  '/etc/ssl/certs',
  '/etc/ssl/cert.pem',
  '/etc/pki/tls/certs',
  '/etc/pki/tls/cert.pem',
  '/etc/pki/ca-trust/extracted',
  '/etc/ca-certificates/extracted',
];

/** True for a path that {@link systemEntries} makes visible. */
export function isSystemPath(path: string): boolean {
  return [...SYSTEM_FOLDERS, ...MERGED_FOLDERS].some((folder) => isWithin(path, folder));
}

/** Programs, libraries and harmless settings. */
export function systemEntries(): SandboxEntry[] {
  const folders = SYSTEM_FOLDERS.filter((path) => existsSync(path)).map((path) => readOnly(path));
  return [...folders, ...MERGED_FOLDERS.flatMap(mergedEntry), ...filesThatExist([...ETC_FILES, ...javaSettings()])];
}

/** Whom programs inside trust when they speak TLS. */
export function certificateEntries(): PlacedEntry[] {
  return filesThatExist(CERTIFICATES);
}

function mergedEntry(path: string): SandboxEntry[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isSymbolicLink()) return [{ kind: 'symlink', source: readlinkSync(path), target: path }];
  return [readOnly(path)];
}

/** Links such as /etc/ssl/cert.pem often point to places that are not there inside: what they mean is bound. */
function filesThatExist(paths: string[]): PlacedEntry[] {
  return paths.filter((path) => existsSync(path)).map((path) => readOnly(realpathSync(path), path));
}

function javaSettings(): string[] {
  if (!existsSync('/etc')) return [];
  return readdirSync('/etc')
    .filter((name) => JAVA_SETTINGS.test(name))
    .map((name) => `/etc/${name}`);
}
