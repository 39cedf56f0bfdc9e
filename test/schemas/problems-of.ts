// What reading a configuration complains about.

export function problemsOf(read: { ok: true } | { ok: false; problems: string[] }): string[] {
  return read.ok ? [] : read.problems;
}
