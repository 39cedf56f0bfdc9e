// Carries out one tool call. Whatever a model asks for, there is an answer that it can read and go on from.
import { clampMiddle, utf8Bytes } from '../../core/clamp.js';
import { TOOL_OUTPUT_BYTES_KEPT, TOOL_OUTPUT_BYTES_MAX } from '../../core/tools.js';
import { bashInput, editInput, readToolInput } from '../../schemas/tools.js';
import type { Artifacts } from '../ledger/ledger.js';
import { type BashEnd, runBash } from './bash-tool.js';
import { editFile } from './edit-tool.js';
import type { Sandbox, SandboxMount } from './sandbox.js';
import type { ToolCall } from './tool-calls.js';

export interface ToolSurroundings {
  sandbox: Sandbox;
  worktree: string;
  mounts: SandboxMount[];
  /** `ValidatorPlan.environment`: tests run by a model behave as those that judge. */
  environment: Record<string, string>;
  artifacts: Artifacts;
  signal: AbortSignal;
  timeLeftMs: number;
}

export interface ToolAnswer {
  /** What the model reads. */
  text: string;
  /** Its last line, for people. */
  ended: string;
}

const KNOWN_TOOLS = ['bash', 'edit'];

/** Throws only what the sandbox throws: it is unavailable. */
export async function runTool(call: ToolCall, around: ToolSurroundings): Promise<ToolAnswer> {
  switch (call.toolName) {
    case 'bash': {
      const read = readToolInput(bashInput, call.input);
      if (!read.ok) return invalid(call, read.problem);
      const end = await runBash(read.input, around);
      return { text: `${await shorten(end, around.artifacts)}${end.ended}`, ended: end.ended };
    }
    case 'edit': {
      const read = readToolInput(editInput, call.input);
      if (!read.ok) return invalid(call, read.problem);
      const said = await editFile(around.worktree, around.mounts, read.input);
      return { text: said, ended: said.split('\n')[0] ?? '' };
    }
    default:
      return {
        text: `There is no tool ${quote(call.toolName)}; known: ${KNOWN_TOOLS.join(', ')}`,
        ended: 'unknown tool',
      };
  }
}

function invalid(call: ToolCall, problem: string): ToolAnswer {
  return { text: `not run: the input of ${call.toolName} is not valid\n${problem}`, ended: 'invalid input' };
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
