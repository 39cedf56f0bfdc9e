// What the simulated model of the bench `ledger` says and costs.
import { createHash } from 'node:crypto';

export const CHARGE_MICRO_USD = 1_234;

const LINES = 80;

/** Some 6 kB that compress to a third, as a turn with an edit does; another text for each call. */
export function modelAnswer(seed: string): string {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const word = createHash('sha256').update(`${seed} ${line}`).digest('hex').slice(0, 24);
    return `  const value${line} = await readTheNextRow('${word}', { timeoutMs: ${line} });`;
  });
  return lines.join('\n');
}
