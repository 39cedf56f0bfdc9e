// Files and folders at a commit as GitHub shows them.
import type { Repository } from '../model.js';
import type { World } from '../world.js';
import { repositoryApi, repositoryPage } from './repository.js';
import type { Json } from './view.js';

/** GitHub leaves the content of larger ones out. */
const CONTENT_BYTES_MAX = 1_000_000;
const LINE = 60;

interface FileAt {
  path: string;
  ref: string;
  bytes: Buffer;
  sha: string;
}

export function contentView(world: World, repository: Repository, { path, ref, bytes, sha }: FileAt): Json {
  const whole = bytes.length <= CONTENT_BYTES_MAX;
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return {
    ...entryView(world, repository, { type: 'file', path, ref, sha, size: bytes.length }),
    encoding: whole ? 'base64' : 'none',
    content: whole ? lines.map((line) => `${line}\n`).join('') : '',
  };
}

export async function directoryView(world: World, repository: Repository, commit: string, path: string, ref: string) {
  const listing = await repository.git.git('ls-tree', '--long', commit, ...(path ? ['--', `${path}/`] : []));
  return listing
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, mode, type, sha = '', size, name = ''] = /^(\d+) (\w+) (\w+)\s+(-|\d+)\t(.*)$/.exec(line) ?? [];
      const kind = type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file';
      return entryView(world, repository, { type: kind, path: name, ref, sha, size: Number(size) || 0 });
    });
}

interface Entry {
  type: string;
  path: string;
  ref: string;
  sha: string;
  size: number;
}

function entryView(world: World, repository: Repository, { type, path, ref, sha, size }: Entry): Json {
  const api = repositoryApi(world, repository);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  const self = `${api}/contents/${escaped}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/blobs/${sha}`;
  const html = `${repositoryPage(world, repository)}/blob/${ref}/${escaped}`;
  return {
    type,
    size,
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: type === 'file' ? `${repositoryPage(world, repository)}/raw/${ref}/${escaped}` : null,
    _links: { self, git, html },
  };
}
