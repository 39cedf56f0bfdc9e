// The sandbox with its door watched: what a command printed, and what its report says, comes out without secrets.
// Everything that a model or a person later reads of a run passes here, before anything is cut short.
import { omissionLine, utf8Bytes } from '../../core/clamp.js';
import type { CommandResult } from '../../core/command.js';
import type { Sandbox, SandboxRun } from '../sandbox/sandbox.js';
import type { Redactor } from './redactor.js';

/** A line that was cut is dropped as far as this, and a longer one as far as its last word: no secret is longer. */
const CUT_CHARS_MAX = 8_192;

export function redactingSandbox(sandbox: Sandbox, redactor: Pick<Redactor, 'redact' | 'redactAll'>): Sandbox {
  return {
    kind: sandbox.kind,
    selfTest: () => sandbox.selfTest(),
    facts: () => sandbox.facts(),
    redact: (texts) => redactor.redactAll(texts),
    async run(run) {
      const result = await sandbox.run(run);
      return { ...result, output: await redactor.redact(withoutCutLines(run, result)) };
    },
  };
}

/** Where the middle was left out, half of a secret may stand on either side; what is left of those two lines goes. */
function withoutCutLines({ limits }: SandboxRun, { output, outputBytes }: CommandResult): string {
  const leftOut = outputBytes - limits.outputBytesKept;
  if (leftOut <= 0) return output;
  const [head = '', ...rest] = output.split(omissionLine(leftOut));
  if (rest.length === 0) return output;
  const tail = rest.join(omissionLine(leftOut));
  const [before, after] = [withoutCutEnd(head), withoutCutBeginning(tail)];
  const dropped = utf8Bytes(head) - utf8Bytes(before) + utf8Bytes(tail) - utf8Bytes(after);
  return before + omissionLine(leftOut + dropped) + after;
}

function withoutCutEnd(text: string): string {
  const lineStart = text.lastIndexOf('\n') + 1;
  if (text.length - lineStart <= CUT_CHARS_MAX) return text.slice(0, lineStart);
  const word = /\S*$/.exec(text.slice(-CUT_CHARS_MAX))?.[0] ?? '';
  return text.slice(0, text.length - word.length);
}

function withoutCutBeginning(text: string): string {
  const lineEnd = text.indexOf('\n') + 1;
  if (lineEnd > 0 && lineEnd <= CUT_CHARS_MAX) return text.slice(lineEnd);
  const word = /^\S*/.exec(text.slice(0, CUT_CHARS_MAX))?.[0] ?? '';
  return text.slice(word.length);
}
