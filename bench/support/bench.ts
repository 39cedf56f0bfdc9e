// What every bench takes and gives.

export interface BenchOptions {
  corpus: string;
  sim: string;
  seed: string;
  only: string;
  /** Whether a simulated model writes acceptance tests before the work. */
  writeTests: boolean;
  timeScale: number | null;
  /** Share of the simulated answers whose usage is missing or halved. */
  usageFaults: number;
  parallel: number;
  /** The program of mini-swe-agent. */
  mini: string;
}

export interface Figure {
  name: string;
  value: number;
  /** Such as `>= 0.9`, `<= 1.1` or `= 0`; null for a figure without one. */
  goal: string | null;
}

export type Bench<Options> = (options: Options) => Promise<Figure[]>;

export function missedGoals(figures: readonly Figure[]): Figure[] {
  return figures.filter((figure) => figure.goal !== null && !meets(figure.value, figure.goal));
}

function meets(value: number, goal: string): boolean {
  const [sign, text] = goal.split(' ');
  const limit = Number(text);
  if (sign === '>=') return value >= limit;
  if (sign === '<=') return value <= limit;
  return value === limit;
}
