// What must be done to a candidate's tree before it is judged: which protected paths come back from the base, which
// added ones go, and whether anything is left that the candidate may change.

export interface PathChange {
  path: string;
  /** git's letter: A added, D deleted, M modified, T another type; others count as modified. */
  status: string;
}

export interface PathKinds {
  isProtected(path: string): boolean;
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
}

export function planRestoration(changes: readonly PathChange[], kinds: PathKinds): Restoration {
  const plan: Restoration = { restore: [], remove: [], addedTests: [], merge: [], own: [] };
  for (const { path, status } of changes) {
    const added = status.startsWith('A');
    if (kinds.isProtected(path)) {
      (added ? plan.remove : plan.restore).push(path);
      if (added && kinds.isTest(path)) plan.addedTests.push(path);
    } else if (kinds.isManifest(path) && !added) {
      (status.startsWith('D') ? plan.restore : plan.merge).push(path);
    } else {
      plan.own.push(path);
    }
  }
  return plan;
}
