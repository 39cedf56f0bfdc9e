// Columns without borders, cut to the terminal's width: the widest column gives way first.
import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';

const GAP = 2;
const COLUMN_WIDTH_MIN = 4;
const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat(['left-mid', 'mid-mid', 'right-mid', 'middle'])
    .map((part) => [part, '']),
);

/** Lines of a table of cells, colored or not; no line is wider than `width`. */
export function renderTable(rows: readonly string[][], width: number): string[] {
  if (rows.length === 0) return [];
  const widths = columnWidths(rows, width);
  const table = new Table({
    chars: NO_BORDERS,
    colWidths: widths,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function columnWidths(rows: readonly string[][], width: number): number[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => {
    return GAP + Math.max(...rows.map((row) => stripVTControlCharacters(row[column] ?? '').length));
  });
  for (let spare = total(widths) - width; spare > 0; spare -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const current = widths[widest] ?? 0;
    if (current <= COLUMN_WIDTH_MIN + GAP) break;
    widths[widest] = current - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  let sum = 0;
  for (const width of widths) sum += width;
  return sum;
}
