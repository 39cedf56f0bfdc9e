// Lets files lend some of their rank to those that they belong together with: personalised PageRank over what they
// import, what imports them, their tests, and what changes with them. Pure.

export interface Tie {
  from: string;
  to: string;
  /** What `from` lends along it, against its other ties; the way back is a tie of its own. */
  weight: number;
}

const LENT_SHARE = 0.3;
const ROUNDS = 8;

/** Ranks with the same sum as before, less what cannot be lent; in a stable order whatever the order of the input. */
export function spreadRank(own: ReadonlyMap<string, number>, ties: readonly Tie[]): Map<string, number> {
  const sorted = merged(ties);
  const lends = new Map<string, number>();
  for (const { from, weight } of sorted) lends.set(from, (lends.get(from) ?? 0) + weight);
  const start = [...own].sort(([a], [b]) => (a < b ? -1 : 1));
  let rank = new Map(start);
  for (let round = 0; round < ROUNDS; round++) {
    // Who has nobody to lend to keeps all.
    const next = new Map(start.map(([path, score]) => [path, lends.has(path) ? score * (1 - LENT_SHARE) : score]));
    for (const { from, to, weight } of sorted) {
      const lent = ((rank.get(from) ?? 0) * LENT_SHARE * weight) / (lends.get(from) ?? 1);
      next.set(to, (next.get(to) ?? 0) + lent);
    }
    rank = next;
  }
  return rank;
}

function merged(ties: readonly Tie[]): Tie[] {
  const byEnds = new Map<string, Tie>();
  const ordered = [...ties].filter(({ from, to }) => from !== to).sort(byEndsThenWeight);
  for (const tie of ordered) {
    const key = `${tie.from}\0${tie.to}`;
    const known = byEnds.get(key);
    if (known) known.weight += tie.weight;
    else byEnds.set(key, { ...tie });
  }
  return withoutHubs([...byEnds.values()]);
}

/** What everything imports, or what imports everything, belongs to nothing in particular. */
function withoutHubs(ties: readonly Tie[]): Tie[] {
  const degrees = new Map<string, number>();
  for (const { to } of ties) degrees.set(to, (degrees.get(to) ?? 0) + 1);
  return ties.map((tie) => ({ ...tie, weight: tie.weight / Math.sqrt(degrees.get(tie.to) ?? 1) }));
}

function byEndsThenWeight(a: Tie, b: Tie): number {
  return compare(a.from, b.from) || compare(a.to, b.to) || a.weight - b.weight;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
