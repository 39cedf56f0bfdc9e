// The demo's script: what the scripted model answers at each turn. It keeps no state, so that a run that was killed
// goes on where it was: the conversation itself says which turn it is.
import { readFile } from 'node:fs/promises';
import type { Plan } from '../../core/plan.js';
import type { ChatMessage, Turn } from './chat-protocol.js';

const FEWER_UNITS = 'Let formatDuration show fewer units';
const WRAP = 'Add wrap, which breaks text into lines';

const PLAN: Plan = {
  summary: 'A scripted plan: two tasks in two files, neither of which needs the other.',
  tasks: [
    {
      id: 'fewer-units',
      title: FEWER_UNITS,
      description: 'formatDuration takes { largest }, the most units to show, beginning with the largest.',
      dependsOn: [],
      paths: ['src/duration.js'],
      acceptance: ['Leftovers are dropped, never rounded up.', 'Without largest nothing changes.'],
    },
    {
      id: 'wrap',
      title: WRAP,
      description: 'wrap(text, width) breaks text at spaces into lines of at most width characters.',
      dependsOn: [],
      paths: ['src/text.js'],
      acceptance: ['Existing line breaks stay.', 'A longer word stands on a line of its own.'],
    },
  ],
};

/** What a request tells about where in the demo it stands. */
export interface Scene {
  /** The header `x-nightshift-purpose`. */
  purpose: string;
  /** Of the prompt's line `Task: TITLE`; empty when there is none. */
  taskTitle: string;
  /** Turns that the model has taken since it was last told what to do. */
  turnsTaken: number;
}

export interface Script {
  answer(scene: Scene): Turn;
}

export function sceneOf(purpose: string, messages: readonly ChatMessage[]): Scene {
  const prompt = messages.filter((message) => message.role !== 'assistant').map((message) => message.text);
  return {
    purpose,
    taskTitle: /^Task: (.+)$/m.exec(prompt.join('\n'))?.[1]?.trim() ?? '',
    turnsTaken: turnsSince(messages),
  };
}

/** A repair may go on in the conversation of the try that it mends. */
function turnsSince(messages: readonly ChatMessage[]): number {
  const told = messages.findLastIndex((message) => message.role === 'user');
  return messages.slice(told + 1).filter((message) => message.role === 'assistant').length;
}

/** Reads the solutions, which stand as files of their own beside this one. `slips`: the first breaks a test. */
export async function loadScript(slips: boolean): Promise<Script> {
  const slip = await readAnswer('duration-with-a-slip.js');
  const mended = await readAnswer('duration.js');
  const wrapped = await readAnswer('text.js');
  const acts: Record<string, Turn[]> = {
    [`build ${FEWER_UNITS}`]: buildFewerUnits(slips ? slip : mended),
    [`repair ${FEWER_UNITS}`]: repairFewerUnits(mended),
    [`build ${WRAP}`]: buildWrap(wrapped),
    // Whatever is remarked on, and whatever else has to be mended.
    review: showInReadme(),
    repair: noteChange(),
  };
  return {
    answer({ purpose, taskTitle, turnsTaken }) {
      if (purpose === 'plan') return { says: JSON.stringify(PLAN), runs: null };
      const turns = acts[`${purpose} ${taskTitle}`] ?? acts[purpose] ?? [];
      return turns[turnsTaken] ?? turns.at(-1) ?? offScript(purpose, taskTitle);
    },
  };
}

/** Does the job, but changes what callers get who ask for nothing; and does not run the tests that would tell. */
function buildFewerUnits(solution: string): Turn[] {
  return [
    { says: 'Scripted: first a look at the sources.', runs: 'ls src test && cat src/duration.js' },
    {
      says: 'Scripted: two units are enough for most, so that becomes the default.',
      runs: write('duration.js', solution),
    },
    { says: 'Scripted: formatDuration takes { largest } now. Done, and surely all tests pass.', runs: null },
  ];
}

function repairFewerUnits(solution: string): Turn[] {
  return [
    {
      says: 'Scripted: the findings say that the default of two hides units from callers who never asked for it.',
      runs: 'grep -n "largest" src/duration.js',
    },
    {
      says: 'Scripted: without { largest }, every unit is shown again. This time the tests are run.',
      runs: `${write('duration.js', solution)}npm test`,
    },
    { says: 'Scripted: nothing changes without { largest } now, and the tests pass.', runs: null },
  ];
}

function buildWrap(solution: string): Turn[] {
  return [
    {
      says: 'Scripted: wrap goes beside truncate and refuses a bad width in the same way.',
      runs: `${write('text.js', solution)}npm test`,
    },
    { says: 'Scripted: wrap is there, and the tests pass.', runs: null },
  ];
}

function showInReadme(): Turn[] {
  const lines = [
    "formatDuration(7_199_000, { largest: 2 }); // '1h 59m'",
    "wrap('one two three', 8); // 'one two\\nthree'",
  ];
  return [
    {
      says: 'Scripted: both go into the README, below the examples that stand there.',
      runs: `sed -i "/^truncate(/r /dev/stdin" README.md <<'EOF'\n${lines.join('\n')}\nEOF\nnpm test`,
    },
    { says: 'Scripted: README.md shows `largest` and `wrap` among the examples now.', runs: null },
  ];
}

function noteChange(): Turn[] {
  const note = '# Changes\n\n- `formatDuration` takes `largest`, and `wrap` is new.\n';
  return [
    {
      says: 'Scripted: a check wants the change to be noted down.',
      runs: `cat > CHANGES.md <<'EOF'\n${note}EOF\nnpm test`,
    },
    { says: 'Scripted: CHANGES.md names what is new.', runs: null },
  ];
}

function offScript(purpose: string, taskTitle: string): Turn {
  const task = taskTitle === '' ? 'no task' : `"${taskTitle}"`;
  return {
    says: `This is a scripted model. It knows the demo's tasks only, and no ${purpose} for ${task}.`,
    runs: null,
  };
}

function write(file: string, content: string): string {
  return `cat > src/${file} <<'EOF'\n${content}EOF\n`;
}

function readAnswer(name: string): Promise<string> {
  return readFile(new URL(`answers/${name}`, import.meta.url), 'utf8');
}
