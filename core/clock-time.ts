// A moment as people read it beside a run.

/** Such as `02:10 UTC`: workers and readers need not share a time zone. */
export function clockTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)} UTC`;
}
