// Faults on purpose: which requests are hit, how often, and how.

export interface Fault {
  /** `METHOD /path/{of}/the/route` as GitHub's description has it, or `git info/refs`, `git git-upload-pack`, `git
   * git-receive-pack`, `graphql FIELD`. A `*` stands for anything; absent: every request. */
  route?: string;
  /** How many of those that come are let through first. */
  after?: number;
  /** How many are hit; absent: one. */
  times?: number;
  /**
   * `refuse`: answered with `status` and nothing is done. `resetBefore`: the connection breaks and nothing is done.
   * `resetAfter`: it is done, then the connection breaks. `refuseAfter`: it is done, then answered with `status`.
   * `slow`: answered after `ms`. `garbage`: done, and answered with what is no JSON. `hang`: no answer ever.
   */
  kind: 'refuse' | 'resetBefore' | 'resetAfter' | 'refuseAfter' | 'slow' | 'garbage' | 'hang';
  status?: number;
  message?: string;
  headers?: Record<string, string>;
  ms?: number;
}

export interface Faults {
  add(...faults: Fault[]): void;
  /** Forgets those that have not come yet. */
  clear(): void;
  /** What hits this request; it counts as come. */
  take(route: string): Fault | null;
  /** How many were hit so far. */
  hits: number;
}

export function createFaults(): Faults {
  const waiting: { fault: Fault; letThrough: number; left: number }[] = [];
  return {
    hits: 0,
    add(...faults) {
      for (const fault of faults) waiting.push({ fault, letThrough: fault.after ?? 0, left: fault.times ?? 1 });
    },
    clear: () => void waiting.splice(0),
    take(route) {
      for (const entry of waiting) {
        if (entry.left === 0 || !routeMatches(entry.fault.route, route)) continue;
        if (entry.letThrough > 0) {
          entry.letThrough -= 1;
          continue;
        }
        entry.left -= 1;
        this.hits += 1;
        return entry.fault;
      }
      return null;
    },
  };
}

function routeMatches(pattern: string | undefined, route: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(route);
}
