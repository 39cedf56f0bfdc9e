// The bench `repository-map`: of the files that the right change of a task touches, how many are shown to a model before
// its first turn, beside those that paths alone would have found; and what showing a large repository takes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { homeIn } from '../../activities/home.js';
import { MAP_BYTES_MAX } from '../../activities/models/show-repository.js';
import { createWorkspace } from '../../activities/workspace/create-workspace.js';
import type { BenchOptions, Figure } from '../support/bench.js';
import { median } from '../workspace/bench-place.js';
import { casesOf } from './cases.js';
import { measureCase, type Recall } from './measure-case.js';
import { measureLarge } from './measure-large.js';

export async function benchRepositoryMap({ corpus, only }: Omit<BenchOptions, 'sim'>): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  try {
    const home = homeIn({ state: join(folder, 'state'), cache: join(folder, 'cache'), config: join(folder, 'c.yml') });
    const workspace = createWorkspace({ home });
    const rows: Recall[] = [];
    for await (const one of casesOf(corpus, only, folder, workspace)) rows.push(await measureCase(workspace, one));
    printTable(rows);
    return [...figuresOf(rows), ...(await measureLarge(workspace, folder))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function printTable(rows: readonly Recall[]): void {
  const head = [
    'group',
    'tasks',
    'touched',
    'whole',
    'parts',
    'outline',
    'tree',
    'hidden',
    'paths only',
    'bytes',
    'ms',
  ];
  const table = new Table({ style: { head: [], border: [] }, head });
  for (const group of new Set(rows.map((row) => row.group))) {
    const of = rows.filter((row) => row.group === group);
    const { whole, parts, outline, tree, hidden, pathsOnly, touched } = sums(of);
    const bytes = Math.round(of.reduce((sum, row) => sum + row.bytes, 0) / of.length);
    const ms = Math.round(median(of.map((row) => row.ms)));
    table.push([group, of.length, touched, whole, parts, outline, tree, hidden, pathsOnly, bytes, ms]);
  }
  console.log(table.toString());
}

function sums(rows: readonly Recall[]) {
  const sum = (of: (row: Recall) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    touched: sum((row) => row.touched),
    whole: sum((row) => row.whole),
    parts: sum((row) => row.parts),
    outline: sum((row) => row.outline),
    tree: sum((row) => row.tree),
    hidden: sum((row) => row.hidden),
    pathsOnly: sum((row) => row.pathsOnly),
  };
}

function figuresOf(rows: readonly Recall[]): Figure[] {
  const { touched, whole, parts, outline, pathsOnly } = sums(rows);
  const share = (count: number) => Number((count / Math.max(1, touched)).toFixed(3));
  return [
    { name: 'tasks', value: rows.length, goal: null },
    { name: 'touchedWholeOrInParts', value: share(whole + parts), goal: '>= 0.75' },
    { name: 'touchedKnown', value: share(whole + parts + outline), goal: '>= 0.85' },
    { name: 'touchedByPathsOnly', value: share(pathsOnly), goal: null },
    { name: 'overBudget', value: rows.filter((row) => row.bytes > MAP_BYTES_MAX).length, goal: '= 0' },
  ];
}
