// The tools that a model may call in a try, and the limits of their use.

/** Run by bash in the worktree. */
export interface BashInput {
  command: string;
  timeoutSeconds?: number | undefined;
}

/** Replaces the one occurrence of `oldText`; an empty one makes a new file. */
export interface EditInput {
  path: string;
  oldText: string;
  newText: string;
}

export const BASH_TIMEOUT_SECONDS = 120;
export const BASH_TIMEOUT_SECONDS_MAX = 600;
/** The kernel takes no argument beyond 131,072 bytes; this leaves room for quoting. */
export const BASH_COMMAND_BYTES_MAX = 100_000;
/**
 * Calls carried out in one turn; the others get an answer that says so. A call that was made before the answer to the one
 * ahead of it was read is a guess, and its output is paid for all the same.
 */
export const TOOL_CALLS_MAX = 1;
/** Output of one call that is shown to the model. */
export const TOOL_OUTPUT_BYTES_MAX = 16_000;
/** Output of one call that is kept for people, as an artifact; of more, head and tail. */
export const TOOL_OUTPUT_BYTES_KEPT = 4_000_000;
/** A larger file is not edited but by commands. */
export const EDIT_FILE_BYTES_MAX = 2_000_000;
