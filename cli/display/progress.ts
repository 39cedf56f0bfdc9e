// Shows a run while it works: a table that is drawn in place on a terminal, else one line for each change.
import { createLogUpdate } from 'log-update';
import type { DeliverStatus } from '../../core/status.js';
import { type Screen, widthOf } from '../screen.js';
import { changeLines } from './change-lines.js';
import { renderStatus } from './render-status.js';

export interface Progress {
  show(status: DeliverStatus): void;
  /** A line of its own, above the table. */
  note(line: string): void;
  /** Leaves what is shown where it stands. */
  end(): void;
}

export function createProgress(screen: Screen, now: () => number = Date.now): Progress {
  return screen.people.isTTY ? liveTable(screen, now) : plainLines(screen, now);
}

function liveTable(screen: Screen, now: () => number): Progress {
  const draw = createLogUpdate(screen.people, { showCursor: true });
  let shown = '';
  let last: DeliverStatus | null = null;

  function redraw(status: DeliverStatus): void {
    const view = { width: widthOf(screen.people) - 1, nowMs: now(), colors: screen.colors };
    const text = renderStatus(status, view).join('\n');
    // Drawing what already stands there would flicker on slow terminals.
    if (text !== shown) draw(text);
    shown = text;
  }

  return {
    show(status) {
      last = status;
      redraw(status);
    },
    note(line) {
      draw.clear();
      shown = '';
      screen.say(line);
      if (last) redraw(last);
    },
    end: () => draw.done(),
  };
}

function plainLines(screen: Screen, now: () => number): Progress {
  let previous: DeliverStatus | null = null;
  return {
    show(status) {
      for (const line of changeLines(previous, status, now())) screen.say(line);
      previous = status;
    },
    note: (line) => screen.say(line),
    end: () => undefined,
  };
}
