// Why a run does not go on, and what to do: two lines below a list or a run.
import type { Trouble } from '../runs/trouble/find-trouble.js';
import type { Colors } from '../screen.js';
import { plainLine } from './plain-text.js';

/** `name` is what people call the run by. */
export function troubleLines(name: string, { what, wayOut }: Trouble, colors: Colors): string[] {
  return [`${colors.yellow(plainLine(name))}: ${plainLine(what)}`, `  ${plainLine(wayOut)}`];
}
