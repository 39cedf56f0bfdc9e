// Where a command's words go. With `--json` standard output belongs to the document, and people's lines go to
// standard error.
import { inspect } from 'node:util';
import pc from 'picocolors';

/** A terminal, a pipe or a test's buffer. */
export type OutputStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

export interface Streams {
  stdout: OutputStream;
  stderr: OutputStream;
}

export type Colors = ReturnType<typeof pc.createColors>;

export interface Screen {
  readonly json: boolean;
  readonly colors: Colors;
  /** Where people look: live displays draw here. */
  readonly people: OutputStream;
  /** One line for people. */
  say(line: string): void;
  /** The command's result for people on standard output; nothing with `--json`. */
  print(text: string): void;
  /** The command's result for programs: one line of JSON with `--json`, else nothing. */
  document(value: unknown): void;
}

/** Nothing is cut for a pipe or a file: names that are read there must be whole. */
const WIDTH_WITHOUT_TERMINAL = 1_000;

export function createScreen(streams: Streams, options: { json: boolean; env: NodeJS.ProcessEnv }): Screen {
  const people = options.json ? streams.stderr : streams.stdout;
  return {
    json: options.json,
    colors: pc.createColors(wantsColor(people, options.env)),
    people,
    say: (line) => void people.write(`${line}\n`),
    print(text) {
      if (!options.json) streams.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    document(value) {
      if (options.json) streams.stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}

export function widthOf(stream: OutputStream): number {
  return stream.columns || WIDTH_WITHOUT_TERMINAL;
}

/** An unexpected error: its message, or the whole stack when `NIGHTSHIFT_DEBUG` is set. */
export function describeUnexpected(error: unknown, env: NodeJS.ProcessEnv): string {
  if (env['NIGHTSHIFT_DEBUG']) return inspect(error);
  const message = error instanceof Error ? error.message : String(error);
  return `unexpected error: ${message.split('\n')[0]}\nSet NIGHTSHIFT_DEBUG=1 to see where it came from.`;
}

function wantsColor(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
