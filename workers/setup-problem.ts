// What the person at the keyboard has to put right before Nightshift can work: a missing program, a taken lock, a server
// that does not answer.

/** The message says what is wrong and the way out, for people; it needs no stack. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
}

/** The text of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
