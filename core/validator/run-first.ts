// Files that no glob knows and that decide all the same, since what is protected names them: the script that the test
// command starts, what runners are told to load before the tests, the plugins of a conftest.py.

/** Interpreters, by what stands before the file that they run. */
const RUN_BY =
  /(?:^|[\s;&|(])(?:node|tsx|ts-node|bun|bash|sh|zsh|python[\d.]*|ruby|perl)(?:\s+(?:(?:-r|--(?:require|import|loader|experimental-loader|env-file))[ =]+\S+|-{1,2}[\w-]+(?:=\S+)?))*\s+([^\s-]\S*)/g;
const STARTED = /(?:^|[;&|(])\s*(?:[A-Z_]+=\S*\s+)*(\.{1,2}\/[^\s;&|)]+)/g;
const LOADED = /(?:--(?:require|import|loader|experimental-loader|file|config|setup-files?)|(?<!\S)-r)[ =]+(\S+)/g;
const PLUGIN = /(?<!\S)-p[ =]*([\w.]+)/g;
const CALLED = /\b(?:npm|yarn|pnpm)\s+(?:run(?:-script)?\s+)?(?:-\S+\s+)*([\w:.-]+)/g;
/** Settings of runners whose values are files to load, and the value: one text, or what stands in brackets. */
const SETTING =
  /\b(?:setupFiles(?:AfterEnv)?|globalSetup|globalTeardown|require|import|file|testEnvironment|environment|runner|testRunner|transform|reporters?|resolver|loader|snapshotSerializers|testSequencer|pytest_plugins)['"]?\s*[:=]\s*(\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[^\n,]*(?:\n\s+- .*)*)/g;
const TEXTS = /['"`]([^'"`\n]+)['"`]|(?:^|[\s-])([\w@./<>-]+)/g;
/** What a setting written as code takes from other files. */
const IMPORTED = /(?:\bfrom\s+|\bimport\s+|\brequire\(\s*|\bimport\(\s*)['"](\.{1,2}\/[^'"]+)['"]/g;
const ENDINGS = [
  '',
  '.js',
  '.cjs',
  '.mjs',
  '.ts',
  '.cts',
  '.mts',
  '.json',
  '.py',
  '/index.js',
  '/index.ts',
  '/__init__.py',
];

export interface ProtectedText {
  path: string;
  text: string;
}

/** Tracked files that commands start or load. `scripts` are those of the manifest beside which the commands run. */
export function startedFiles(
  commands: readonly string[],
  scripts: Readonly<Record<string, string>>,
  tracked: ReadonlySet<string>,
): string[] {
  const found = new Set<string>();
  for (const command of withScripts(commands, scripts)) {
    const folder = /^cd (\S+) &&/.exec(command)?.[1] ?? '';
    const named = [
      ...[RUN_BY, STARTED, LOADED].flatMap((words) => [...command.matchAll(words)].map((match) => match[1])),
      ...[...command.matchAll(PLUGIN)].map((match) => match[1]?.replaceAll('.', '/')),
    ];
    for (const name of named) addTracked(found, [folder, ''], name ?? '', tracked);
  }
  return [...found];
}

/** Tracked files that settings of a test runner have loaded. */
export function loadedFiles(settings: readonly ProtectedText[], tracked: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const { path, text } of settings) {
    const folders = [path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '', ''];
    for (const [, name = ''] of text.matchAll(IMPORTED)) addTracked(found, folders, name, tracked);
    for (const [, value = ''] of text.matchAll(SETTING)) {
      for (const [, quoted, bare] of value.matchAll(TEXTS)) {
        const name = quoted ?? bare ?? '';
        addTracked(found, folders, name, tracked);
        if (path.endsWith('.py')) addTracked(found, folders, name.replaceAll('.', '/'), tracked);
      }
    }
  }
  return [...found];
}

/** The commands and every script that they call, with those that npm runs around it. */
function withScripts(commands: readonly string[], scripts: Readonly<Record<string, string>>): string[] {
  const texts = [...commands];
  const known = new Set<string>();
  // Grows while it is read.
  for (const text of texts) {
    for (const [, called = ''] of text.matchAll(CALLED)) {
      for (const name of [`pre${called}`, called, `post${called}`]) {
        const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
        if (script === undefined || known.has(name)) continue;
        known.add(name);
        texts.push(script);
      }
    }
  }
  return texts;
}

function addTracked(found: Set<string>, folders: readonly string[], name: string, tracked: ReadonlySet<string>): void {
  const plain = name.replace(/^['"]|['"]$/g, '').replace(/^<rootDir>\//, '');
  for (const folder of folders) {
    const path = joined(folder, plain);
    const file = path === null ? undefined : ENDINGS.map((end) => path + end).find((each) => tracked.has(each));
    if (file !== undefined) {
      found.add(file);
      return;
    }
  }
}

/** Null for what leads out of the tree. */
function joined(folder: string, name: string): string | null {
  const parts: string[] = [];
  for (const part of `${folder}/${name}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
