// One line of what `nightshift doctor` finds.

export interface Check {
  name: string;
  ok: boolean;
  /** What was found, where, which version. */
  found: string;
  /** What to do; null when there is nothing to do. */
  advice: string | null;
}

export function good(name: string, found: string): Check {
  return { name, ok: true, found, advice: null };
}

export function bad(name: string, found: string, advice: string): Check {
  return { name, ok: false, found, advice };
}

/** The check that `work` gives, or its failure as a check; `advice` is null where failures say the way out themselves. */
export async function checking(name: string, advice: string | null, work: () => Promise<Check>): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    return { name, ok: false, found: error instanceof Error ? error.message : String(error), advice };
  }
}
