// Names of an issue's labels, which GitHub gives in two forms.

export function labelNames(labels: readonly (string | { name?: string })[]): string[] {
  return labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
}
