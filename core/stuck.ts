// When a try goes round in circles. Pure: it looks at what each turn did, never at what a model says about it. A try that
// is stuck ends and is judged as it stands; a fresh context, or another generator, gets further for the same tokens.

/** What one turn did. Commits stand for trees: equal ones mean that nothing was changed. */
export interface TurnSeen {
  /** The same text for the same calls. */
  calls: string;
  before: string;
  after: string;
  /** The same text for the same error; null when all that was called went well. */
  failing: string | null;
}

/** The same calls on the same tree answer the same: a third time tells nobody anything. */
export const SAME_CALLS_MAX = 3;
/** So many turns in a row without a change are enough to read what a task needs. */
export const TURNS_WITHOUT_CHANGE_MAX = 12;
/** So often may one error come back although the tree was changed in between. */
export const SAME_ERROR_MAX = 4;

/** Why the try should end now, or null while it gets on. */
export function stuckAfter(turns: readonly TurnSeen[]): string | null {
  if (timesCalled(turns) >= SAME_CALLS_MAX) {
    return `the same call was made ${SAME_CALLS_MAX} times on the same files`;
  }
  if (turnsWithoutChange(turns) >= TURNS_WITHOUT_CHANGE_MAX) {
    return `no file was changed in ${TURNS_WITHOUT_CHANGE_MAX} turns`;
  }
  if (timesFailed(turns) >= SAME_ERROR_MAX) return `the same error came back ${SAME_ERROR_MAX} times`;
  return null;
}

/** What the model should know before its next turn, or null: a try is not ended without a word before. */
export function warningAfter(turns: readonly TurnSeen[]): string | null {
  if (timesCalled(turns) === SAME_CALLS_MAX - 1) {
    return 'That was the same call on the same files as before. Once more would end this try; do something else.';
  }
  const left = TURNS_WITHOUT_CHANGE_MAX - turnsWithoutChange(turns);
  if (left === 3) return `No file was changed for a while. Change something within ${left} turns, or this try ends.`;
  if (timesFailed(turns) === SAME_ERROR_MAX - 1) {
    return 'The same error came back again. Look for another cause before you try once more: the next time ends this try.';
  }
  return null;
}

/** How often the last turn's calls were made on the tree that it found, itself included. */
function timesCalled(turns: readonly TurnSeen[]): number {
  const last = turns.at(-1);
  if (!last || last.before !== last.after) return 0;
  return turns.filter(({ calls, before, after }) => calls === last.calls && before === last.before && after === before)
    .length;
}

function turnsWithoutChange(turns: readonly TurnSeen[]): number {
  return turns.length - 1 - turns.findLastIndex(({ before, after }) => before !== after);
}

/** How often the last turn's error came, each time on another tree. */
function timesFailed(turns: readonly TurnSeen[]): number {
  const failing = turns.at(-1)?.failing ?? null;
  if (failing === null) return 0;
  return new Set(turns.filter((turn) => turn.failing === failing).map(({ after }) => after)).size;
}
