// What is said about a program that Nightshift needs and does not carry itself.

export interface FoundProgram {
  name: string;
  path: string;
  version: string;
  /** How it was found, as a phrase for people: `on PATH`. */
  how: string;
}

/** One part of what `nightshift doctor` reports. */
export interface ProgramReport {
  name: string;
  /** The oldest version that will do, for people. */
  needs: string;
  found: FoundProgram | null;
  /** Null when all is well, else what is wrong. */
  problem: string | null;
  /** What to do about the problem, or what Nightshift will do by itself. Null when all is well. */
  advice: string | null;
  /** True when Nightshift can go on: the part is there, or is fetched when it is first needed. */
  ok: boolean;
}

export interface FindOptions {
  /** Nightshift's cache folder. */
  cache: string;
  env: NodeJS.ProcessEnv;
  /** Told one line before each step that takes time. */
  say(line: string): void;
}
