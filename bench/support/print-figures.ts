// Figures with their goals as a table, for people.
import Table from 'cli-table3';
import type { Figure } from './bench.js';

export function printFigures(figures: readonly Figure[]): void {
  const table = new Table({ style: { head: [], border: [] }, head: ['figure', 'value', 'goal'] });
  for (const { name, value, goal } of figures) table.push([name, value, goal ?? '']);
  console.log(table.toString());
}
