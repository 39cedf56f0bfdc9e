// A reader that went away (`nightshift status | head -1`) is no error of ours, and nothing more can be told to it.
import type { EventEmitter } from 'node:events';

/** Calls `leave` at the first sign of it; what is written after that is lost. Other errors of the streams are thrown. */
export function whenReaderGone(streams: readonly EventEmitter[], leave: () => void): void {
  let gone = false;
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (gone) return;
      gone = true;
      leave();
    });
  }
}
