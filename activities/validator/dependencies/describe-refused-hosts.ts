// Says which hosts setup wanted and did not reach, since package managers often do not: many show only that something
// was forbidden.

const HOSTS_SHOWN_MAX = 5;

/** A sentence with a space after it; empty where nothing was refused. */
export function describeRefusedHosts(hosts: readonly string[]): string {
  if (hosts.length === 0) return '';
  const shown = hosts.slice(0, HOSTS_SHOWN_MAX).join(', ');
  const more = hosts.length > HOSTS_SHOWN_MAX ? ` and ${hosts.length - HOSTS_SHOWN_MAX} more` : '';
  const what =
    hosts.length === 1 ? 'is no package registry that it may reach' : 'are no package registries that it may reach';
  return `It tried to reach ${shown}${more}, which ${what}; the operator's config can allow them with "registries: [${shown}]". `;
}
