// What a run has to be told about its issue: what is not as the run was told last. Told twice it does no harm, but each
// time is an event in its history.

/** What intake knows of an issue that a run works on. */
export interface IssueFacts {
  textSha256: string;
  labelled: boolean;
  state: 'open' | 'closed';
}

/** Absent: nothing to tell. */
export interface News {
  /** False: it is the pinned one again. */
  textChanged?: boolean;
  labelled?: boolean;
  state?: 'open' | 'closed';
}

/** `told` is null where nobody remembers: then everything is told. */
export function whatToTell(pinnedSha256: string, told: IssueFacts | null, now: IssueFacts): News {
  const before = told ?? { textSha256: null, labelled: null, state: null };
  return {
    ...(before.textSha256 === now.textSha256 ? {} : { textChanged: now.textSha256 !== pinnedSha256 }),
    ...(before.labelled === now.labelled ? {} : { labelled: now.labelled }),
    ...(before.state === now.state ? {} : { state: now.state }),
  };
}
