// Where candidates' commits lie for all workers, as `NIGHTSHIFT_STORE` says it: a folder, or the URL of one repository.
import { isAbsolute } from 'node:path';

export type StoreAddress =
  | { kind: 'folder'; folder: string }
  /** One repository for all: refs in it carry the repository's id. */
  | { kind: 'url'; url: string; protocol: StoreProtocol };

export type StoreProtocol = 'file' | 'ssh' | 'https' | 'http';

/** The store cannot be used as it was named. The message says why and the way out, without any credential. */
export class StoreProblem extends Error {
  override readonly name = 'StoreProblem';
}

const PROTOCOLS: readonly StoreProtocol[] = ['file', 'ssh', 'https', 'http'];
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
/** `git@host:path`, which git takes for ssh. A folder never looks like it, since it begins with a slash. */
const SCP_LIKE = /^[\w.-]+@[\w.-]+:[^\s]+$/;
const EXAMPLES =
  'name an absolute path, or a URL such as https://host/store.git, ssh://git@host/store.git or file:///path';

/** Throws `StoreProblem`. */
export function parseStore(text: string): StoreAddress {
  if (isAbsolute(text)) return { kind: 'folder', folder: text };
  if (SCP_LIKE.test(text)) return { kind: 'url', url: text, protocol: 'ssh' };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new StoreProblem(`NIGHTSHIFT_STORE is neither an absolute path nor a URL; ${EXAMPLES}`);
  const protocol = PROTOCOLS.find((known) => url.protocol === `${known}:`);
  if (protocol === undefined) {
    throw new StoreProblem(`NIGHTSHIFT_STORE cannot be reached by "${url.protocol.slice(0, -1)}"; ${EXAMPLES}`);
  }
  if (url.password !== '') {
    throw new StoreProblem(
      'NIGHTSHIFT_STORE holds a password; leave it out of the URL and put it into NIGHTSHIFT_STORE_TOKEN',
    );
  }
  if (protocol === 'http' && !LOOPBACK.test(url.hostname)) {
    throw new StoreProblem(`NIGHTSHIFT_STORE would send commits to ${url.hostname} unencrypted; use https`);
  }
  return { kind: 'url', url: text, protocol };
}
