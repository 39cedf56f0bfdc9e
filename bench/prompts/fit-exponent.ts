// The exponent k of the curve a * n^k that fits a series best: the slope of a straight line through its logarithms.

/** `values[0]` belongs to n = 1; what comes before `from` is left out. */
export function fitExponent(values: readonly number[], from: number): number {
  const points = values.map((value, index) => [Math.log(index + 1), Math.log(value)] as const).slice(from - 1);
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  let [above, below] = [0, 0];
  for (const [x, y] of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return Number((above / below).toFixed(3));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
