// Adds entries to a log that the work does not depend on: what cannot be written, on a full disk say, is counted, and
// the log tells of the gap once it can be written again.
import { appendFileSync } from 'node:fs';
import type { KnownSecrets } from '../activities/secrets/known-secrets.js';

export type AppendEntry = (file: string, time: string, entry: string) => void;

export function lossyLog(secrets: Pick<KnownSecrets, 'redact'>): AppendEntry {
  let lost = 0;
  return (file, time, entry) => {
    const gap = lost === 0 ? '' : `${time} WARN ${lost} entries could not be written and are missing here\n`;
    try {
      appendFileSync(file, `${gap}${time} ${secrets.redact(entry)}\n`);
      lost = 0;
    } catch {
      lost += 1;
    }
  };
}
