// What must be done to a candidate's tree before it is judged: which protected paths come back from the base, which
// added ones go, and whether anything is left that the candidate may change.

export interface PathChange {
  path: string;
  /** git's letter: A added, D deleted, M modified, T another type; others count as modified. */
  status: string;
}

export interface PathKinds {
  /** True for paths that a person lets candidates change. */
  isOpened(path: string): boolean;
  isProtected(path: string): boolean;
  /** True for names that would stand in the way of a test runner: nobody may add them, but the base may have them. */
  isReserved(path: string): boolean;
  isTest(path: string): boolean;
  isManifest(path: string): boolean;
}

export interface Restoration {
  /** Brought back from the base. */
  restore: string[];
  /** Added by the candidate where it may not add. */
  remove: string[];
  /** Of `remove`: files of tests, which may come back when they prove harmless. */
  addedTests: string[];
  /** Manifests that both sides have and that differ: to be merged. */
  merge: string[];
  /** Paths that are the candidate's to change. */
  own: string[];
  /** Of `own`: protected ones, which a person opened. */
  opened: string[];
}

export function planRestoration(changes: readonly PathChange[], kinds: PathKinds): Restoration {
  const plan: Restoration = { restore: [], remove: [], addedTests: [], merge: [], own: [], opened: [] };
  for (const change of changes) place(change, kinds, plan);
  return plan;
}

function place({ path, status }: PathChange, kinds: PathKinds, plan: Restoration): void {
  const added = status.startsWith('A');
  const isProtected = kinds.isProtected(path) || (added && kinds.isReserved(path));
  const isManifest = kinds.isManifest(path) && !added;
  if (!isProtected && !isManifest) {
    plan.own.push(path);
  } else if (kinds.isOpened(path)) {
    plan.own.push(path);
    plan.opened.push(path);
  } else if (!isProtected) {
    (status.startsWith('D') ? plan.restore : plan.merge).push(path);
  } else {
    (added ? plan.remove : plan.restore).push(path);
    if (added && kinds.isTest(path)) plan.addedTests.push(path);
  }
}
