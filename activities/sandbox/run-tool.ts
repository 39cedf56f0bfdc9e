// Carries out one tool call. Whatever a model asks for, there is an answer that it can read and go on from.
import { clampMiddle, utf8Bytes } from '../../core/clamp.js';
import { errorText } from '../../core/error-signature.js';
import { type EditInput, TOOL_OUTPUT_BYTES_KEPT, TOOL_OUTPUT_BYTES_MAX } from '../../core/tools.js';
import { bashInput, editInput, readToolInput } from '../../schemas/tools.js';
import type { Artifacts } from '../ledger/ledger.js';
import type { ToolCall } from '../tool-calls.js';
import { type BashEnd, runBash } from './bash-tool.js';
import { editFile } from './edit-tool.js';
import type { Sandbox, SandboxMount } from './sandbox.js';

export interface ToolSurroundings {
  sandbox: Sandbox;
  worktree: string;
  mounts: SandboxMount[];
  /** `ValidatorPlan.environment`: tests run by a model behave as those that judge. */
  environment: Record<string, string>;
  artifacts: Artifacts;
  signal: AbortSignal;
}

export interface ToolAnswer {
  /** What the model reads. */
  text: string;
  /** Its end, for people. */
  ended: string;
  /** What makes a failure the same as another; null when all went well. */
  failing: string | null;
  /** False where nothing could be run: there is no such tool, or its input is of no use. */
  ran: boolean;
}

const KNOWN_TOOLS = ['bash', 'edit'];
const MS_PER_SECOND = 1_000;

/** Throws only what the sandbox throws: it is unavailable. */
export async function runTool(call: ToolCall, around: ToolSurroundings): Promise<ToolAnswer> {
  switch (call.toolName) {
    case 'bash': {
      const read = readToolInput(bashInput, call.input);
      return read.ok ? bashAnswer(await runBash(read.input, around), around.artifacts) : invalid(call, read.problem);
    }
    case 'edit': {
      const read = readToolInput(editInput, call.input);
      return read.ok ? await editAnswer(read.input, around) : invalid(call, read.problem);
    }
    default:
      return notRun(
        `There is no tool ${quote(call.toolName)}; known: ${KNOWN_TOOLS.join(', ')}`,
        `no tool ${quote(call.toolName)}`,
      );
  }
}

async function bashAnswer(end: BashEnd, artifacts: Artifacts): Promise<ToolAnswer> {
  return {
    text: `${await shorten(end, artifacts)}${end.ended}`,
    ended: end.ended,
    failing: end.exitCode === 0 ? null : errorText(`${end.output}\n${end.ended}`),
    ran: true,
  };
}

/** Like a command's, it says how it ended and how long it took. */
async function editAnswer(input: EditInput, { worktree, mounts }: ToolSurroundings): Promise<ToolAnswer> {
  const startedAtMs = performance.now();
  const { ok, said } = await editFile(worktree, mounts, input);
  const seconds = ((performance.now() - startedAtMs) / MS_PER_SECOND).toFixed(1);
  const text = `${said}\nexit ${ok ? 0 : 1} in ${seconds} s`;
  return { text, ended: said.split('\n')[0] ?? '', failing: ok ? null : errorText(said), ran: true };
}

function invalid(call: ToolCall, problem: string): ToolAnswer {
  const line = problem.split('\n')[0] ?? '';
  return notRun(
    `not run: the input of ${call.toolName} is not valid\n${problem}`,
    `invalid input of ${call.toolName}: ${line}`,
  );
}

/** For a call of which nothing was carried out. */
export function notRun(text: string, ended: string): ToolAnswer {
  return { text, ended, failing: errorText(text), ran: false };
}

/** A tool's name comes from the model: enough of it to recognise, as one word. */
function quote(name: string): string {
  return JSON.stringify(clampMiddle(name, 60));
}

/** Head and tail of a long output, ending with a newline; the whole, as far as it was kept, is stored and named. */
async function shorten({ output, outputBytes }: BashEnd, artifacts: Artifacts): Promise<string> {
  const text = output === '' || output.endsWith('\n') ? output : `${output}\n`;
  if (utf8Bytes(text) <= TOOL_OUTPUT_BYTES_MAX) return text;
  const { sha256 } = await artifacts.put(output);
  const stored = outputBytes > TOOL_OUTPUT_BYTES_KEPT ? `${TOOL_OUTPUT_BYTES_KEPT} of them stored` : 'stored';
  const note =
    `[${outputBytes} bytes, of which head and tail are shown; run it again with grep, head or tail for the rest; ` +
    `${stored} as ${sha256}]\n`;
  return `${clampMiddle(text, TOOL_OUTPUT_BYTES_MAX)}${note}`;
}
