// How a package's dependencies are installed: fetched first with install scripts off, then the scripts without a network.
// A script that wants the network fails there; whether the tests need what it makes is for the baseline to show.
import type { RepositoryFacts } from './repository-facts.js';

/** What decides, out of package.json. */
export interface NodeDependencies {
  hasDependencies: boolean;
  /** `pnpm@9.1.0`, as `packageManager` says it. */
  packageManager: string;
}

const NPM_REBUILD = 'npm rebuild --no-audit --no-fund || true';
/** npm writes down whether there are any. */
const NPM_REBUILD_WHERE_NEEDED = `if grep -qs '"hasInstallScript": true' node_modules/.package-lock.json; then ${NPM_REBUILD}; fi`;

export function nodeSetup(facts: RepositoryFacts, wants: NodeDependencies): string | null {
  if (!wants.hasDependencies) return null;
  const has = (file: string) => facts.files.includes(file);
  if (has('package-lock.json') || has('npm-shrinkwrap.json')) return 'npm ci --no-audit --no-fund';
  // pnpm and yarn are fetched by npx, so that they need not be installed here.
  if (has('pnpm-lock.yaml')) return `npx --yes ${pnpm(wants)} install --frozen-lockfile --ignore-scripts`;
  if (has('yarn.lock')) return yarnSetup(wants, has('.yarnrc.yml'));
  return 'npm install --no-audit --no-fund --no-package-lock';
}

/** Runs what the setup command left out, whoever gave it; null when it names no package manager of Node. */
export function nodeBuild(setup: string): string | null {
  const byPnpm = /\b(npx --yes pnpm@\S+|pnpm)\b/.exec(setup)?.[1];
  if (byPnpm !== undefined) return `${byPnpm} rebuild || true`;
  if (/\byarn\b|@yarnpkg/.test(setup)) return NPM_REBUILD;
  return /\bnpm (?:ci|i|install)\b/.test(setup) ? NPM_REBUILD_WHERE_NEEDED : null;
}

function yarnSetup({ packageManager }: NodeDependencies, hasModernSettings: boolean): string {
  const modern = /^yarn@([2-9][\w.-]*)/.exec(packageManager)?.[1] ?? (hasModernSettings ? '4' : undefined);
  if (modern === undefined) return 'npx --yes yarn@1 install --frozen-lockfile --non-interactive --ignore-scripts';
  return `YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@${modern} install --immutable`;
}

function pnpm({ packageManager }: NodeDependencies): string {
  return /^pnpm@\d[\w.-]*/.exec(packageManager)?.[0] ?? 'pnpm@9';
}
