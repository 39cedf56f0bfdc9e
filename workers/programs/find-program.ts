// Goes through the places where a program may come from until one gives a program that works and is new enough.
import { SetupProblem } from '../setup-problem.js';
import type { FoundProgram } from './program.js';

/** A place where a program may be found. */
export interface ProgramSource {
  /** As a phrase after "found": `on PATH`. */
  how: string;
  /** True for an explicit choice of the user: when it does not work, nothing else is tried. */
  binding?: boolean;
  locate(): Promise<Located>;
}

/** `reason` is null where there was nothing to look at, so that nothing needs to be said about it. */
export type Located = { path: string } | { path: null; reason: string | null };

/** `Facts` is what a program tells about itself. */
export interface WantedProgram<Facts extends ProgramFacts = ProgramFacts> {
  name: string;
  /** What to install when all sources fail. */
  advice: string;
  /** Runs the program for its version. */
  inspect(path: string): Promise<Inspection<Facts>>;
}
export interface ProgramFacts {
  version: string;
}
export type Inspection<Facts = ProgramFacts> = { ok: true; facts: Facts } | { ok: false; reason: string };

export interface Search<Facts> {
  found: (FoundProgram & Facts) | null;
  /** Why the sources that were tried before gave nothing. */
  problems: string[];
  /** True when it ended at a program that the user chose and that does not work. */
  badChoice: boolean;
}

/** The first source that gives a working program, and why those before it did not. */
export async function searchProgram<Facts extends ProgramFacts>(
  wanted: WantedProgram<Facts>,
  sources: readonly ProgramSource[],
): Promise<Search<Facts>> {
  const problems: string[] = [];
  for (const source of sources) {
    const located = await source.locate();
    if (located.path === null) {
      if (located.reason !== null) problems.push(`${source.how}: ${located.reason}`);
    } else {
      const { path } = located;
      const inspection = await wanted.inspect(path);
      if (inspection.ok) {
        return { found: { name: wanted.name, path, how: source.how, ...inspection.facts }, problems, badChoice: false };
      }
      problems.push(`${source.how}: ${path}: ${inspection.reason}`);
    }
    if (source.binding && problems.length > 0) return { found: null, problems, badChoice: true };
  }
  return { found: null, problems, badChoice: false };
}

/** Like {@link searchProgram}; throws `SetupProblem` that lists what was tried and what to install. */
export async function findProgram<Facts extends ProgramFacts>(
  wanted: WantedProgram<Facts>,
  sources: readonly ProgramSource[],
): Promise<FoundProgram & Facts> {
  const { found, problems } = await searchProgram(wanted, sources);
  if (found) return found;
  const tried = problems.map((problem) => `  - ${problem}`);
  throw new SetupProblem([`${wanted.name} was not found. Tried:`, ...tried, wanted.advice].join('\n'));
}
