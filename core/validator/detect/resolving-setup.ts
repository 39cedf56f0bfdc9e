// The variant of a setup command that brings the lockfile up to date instead of refusing a manifest that it does not fit.

const RESOLVING: readonly [pinned: RegExp, resolving: string][] = [
  [/\bnpm ci\b/g, 'npm install'],
  [/(\bpnpm\b.*) --frozen-lockfile\b/g, '$1 --no-frozen-lockfile'],
  [/ --immutable\b/g, ' --no-immutable'],
  [/(\byarn\b.*) --frozen-lockfile\b/g, '$1'],
];

/** The same command where nothing is pinned, as with pip and lists of requirements. */
export function resolvingSetup(setup: string): string {
  return RESOLVING.reduce((command, [pinned, resolving]) => command.replace(pinned, resolving), setup);
}
