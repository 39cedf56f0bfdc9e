// What a command ends with: exit codes that scripts can rely on, and problems that people can mend.

export const EXIT = {
  delivered: 0,
  error: 1,
  usage: 2,
  /** Paused on budget, or until a person approves the plan. */
  waiting: 3,
  nothingPassed: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected problem. The message names the thing and the way out, and is all that people see. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.error,
  ) {
    super(message);
  }
}

/** A problem with what the user typed or wrote: nothing was started. */
export function usageProblem(message: string): CliProblem {
  return new CliProblem(message, EXIT.usage);
}
