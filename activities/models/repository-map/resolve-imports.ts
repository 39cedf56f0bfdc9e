// Which files of a repository an import names. What lies outside the repository names none. Pure.
import { grammarOf } from './outline.js';

/** What resolves imports in one repository. */
export interface FileIndex {
  paths: ReadonlySet<string>;
  /** Paths by the name of their file. */
  byName: ReadonlyMap<string, readonly string[]>;
  /** Paths by folder. */
  byFolder: ReadonlyMap<string, readonly string[]>;
}

const SCRIPT_ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.d.ts', '.vue', '.svelte'];
const SCRIPT_INDEX = ['/index.ts', '/index.tsx', '/index.js', '/index.jsx', '/index.mjs'];
/** Where sources lie when nothing says so. */
const ROOTS = ['', 'src/', 'lib/', 'app/', 'python/', 'include/'];
/** An import of a folder names as many of its files as can tell anything. */
const FOLDER_FILES_MAX = 12;
const SAME_NAME_MAX = 40;

export function indexFiles(paths: readonly string[]): FileIndex {
  const byName = new Map<string, string[]>();
  const byFolder = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    add(byName, nameOf(path), path);
    add(byFolder, folderOf(path), path);
  }
  return { paths: new Set(paths), byName, byFolder };
}

export function resolveImport(index: FileIndex, from: string, name: string): string[] {
  const found = resolved(index, from, name.trim());
  return found.filter((path) => path !== from);
}

function resolved(index: FileIndex, from: string, name: string): string[] {
  if (name === '') return [];
  switch (grammarOf(from)) {
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return script(index, from, name);
    case 'python':
      return python(index, from, name);
    case 'go':
      return goPackage(index, name);
    case 'rust':
      return rust(index, from, name);
    case 'ruby':
      return first(index, nearby(from, name, name.startsWith('.')), ['.rb', '']);
    case 'cpp':
      return first(index, nearby(from, name, false), [''])
        .concat(bySuffix(index, name))
        .slice(0, 1);
    case 'java':
    case 'php':
    case 'c-sharp':
      return byType(index, from, name);
    default:
      return name.startsWith('.') ? script(index, from, name) : byType(index, from, name);
  }
}

function script(index: FileIndex, from: string, name: string): string[] {
  const relative = name.startsWith('.');
  const plain = name.replace(/[?#].*$/, '').replace(/^[@~]\//, '');
  const stems = relative ? [join(folderOf(from), plain)] : ROOTS.map((root) => `${root}${plain}`);
  // TypeScript imports `a.ts` as `a.js`.
  const endings = [...SCRIPT_ENDINGS, ...SCRIPT_INDEX];
  return first(
    index,
    stems.flatMap((stem) => [stem, stem.replace(/\.[mc]?jsx?$/, '')]),
    endings,
  );
}

function python(index: FileIndex, from: string, name: string): string[] {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(name) ?? [];
  const endings = ['.py', '/__init__.py', '.pyi'];
  const parts = rest.split('.').filter(Boolean);
  if (dots !== '') {
    const up = '../'.repeat(dots.length - 1);
    const folder = join(folderOf(from), `${up}.`);
    return first(index, [join(folder, parts.join('/'))].map(withoutSlash), endings);
  }
  return first(index, nearby(from, parts.join('/'), false), endings);
}

/** `github.com/a/b/c/d`: the longest end of it that is a folder with sources. */
function goPackage(index: FileIndex, name: string): string[] {
  const parts = name.split('/');
  // What has no dot in its first part is of the language's own library.
  if (!parts[0]?.includes('.')) return [];
  for (let skip = 1; skip < parts.length; skip++) {
    const files = (index.byFolder.get(parts.slice(skip).join('/')) ?? []).filter((path) =>
      /(?<!_test)\.go$/.test(path),
    );
    if (files.length > 0) return files.slice(0, FOLDER_FILES_MAX);
  }
  return [];
}

function rust(index: FileIndex, from: string, name: string): string[] {
  const folder = folderOf(from);
  const own = /(^|\/)(mod|lib|main)\.rs$/.test(from) ? folder : from.replace(/\.rs$/, '');
  if (name.startsWith('mod ')) return first(index, [join(own, name.slice(4))], ['.rs', '/mod.rs']);
  const parts = (name.split(/::\{|[{\s]/, 1)[0] ?? '').split('::').filter(Boolean);
  const head = parts.shift();
  const root =
    `${from}/`.includes('/src/') || from.startsWith('src/') ? from.slice(0, from.lastIndexOf('src/') + 3) : folder;
  const base = head === 'crate' ? root : head === 'super' ? join(own, '..') : head === 'self' ? own : null;
  if (base === null) return [];
  // The last parts name things inside of the file.
  for (let length = parts.length; length > 0; length--) {
    const found = first(index, [join(base, parts.slice(0, length).join('/'))], ['.rs', '/mod.rs']);
    if (found.length > 0) return found;
  }
  return [];
}

/** `a.b.C` and `A\B\C`: files of that name whose folders end as the import says, else none. */
function byType(index: FileIndex, from: string, name: string): string[] {
  const parts = name.split(/[.\\]/).filter(Boolean);
  const ending = from.slice(from.lastIndexOf('.'));
  for (let drop = 0; drop < 2 && parts.length - drop > 0; drop++) {
    const found = bySuffix(
      index,
      `${parts.slice(Math.max(0, parts.length - drop - 3), parts.length - drop).join('/')}${ending}`,
    );
    if (found.length > 0) return found.slice(0, 1);
  }
  return [];
}

function bySuffix(index: FileIndex, suffix: string): string[] {
  const named = index.byName.get(nameOf(suffix)) ?? [];
  return named.slice(0, SAME_NAME_MAX).filter((path) => `/${path}`.endsWith(`/${suffix}`));
}

/** Where a name may lead to from a file: its own folder and those above, then the usual roots. */
function nearby(from: string, name: string, ownFolderOnly: boolean): string[] {
  const stems = [join(folderOf(from), name)];
  if (ownFolderOnly) return stems;
  for (let folder = folderOf(from); folder !== ''; ) {
    folder = folderOf(folder);
    stems.push(join(folder, name));
  }
  return [...stems, ...ROOTS.map((root) => `${root}${name}`)];
}

function first({ paths }: FileIndex, stems: readonly string[], endings: readonly string[]): string[] {
  for (const stem of stems) {
    for (const ending of endings) if (paths.has(`${stem}${ending}`)) return [`${stem}${ending}`];
  }
  return [];
}

/** Empty where it leads out of the tree. */
function join(folder: string, name: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of name.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return '';
      parts.pop();
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function withoutSlash(path: string): string {
  return path.replace(/^\/|\/$/g, '');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function add(map: Map<string, string[]>, key: string, path: string): void {
  const known = map.get(key);
  if (known) known.push(path);
  else map.set(key, [path]);
}
