// What tokens with named permissions (fine-grained ones, those of installations) may do, by the family of the route.
import type { Repository } from '../model.js';
import { Refusal } from '../refusal.js';
import type { Token } from '../tokens.js';

/** Any one of these is enough. */
function wantedFor(operation: string): string[] {
  const [family, name = ''] = operation.split('/');
  if (family === 'issues') return ['issues', 'pull_requests'];
  if (family === 'reactions') return name.includes('pull-request') ? ['pull_requests'] : ['issues', 'pull_requests'];
  if (family === 'pulls') return name === 'merge' || name === 'update-branch' ? ['contents'] : ['pull_requests'];
  if (family === 'checks') return ['checks'];
  if (family === 'actions') return ['actions'];
  if (family === 'git') return ['contents'];
  if (family !== 'repos' || /^(get|get-collaborator-permission-level|check-collaborator)$/.test(name))
    return ['metadata'];
  if (/status/.test(name)) return ['statuses'];
  return ['contents'];
}

export function checkPermission(token: Token | null, operation: string, method: string, repository: Repository): void {
  if (token?.repositories && !token.repositories.includes(repository.id)) {
    if (repository.private) throw new Refusal(404, 'Not Found');
    if (method !== 'GET') throw notAccessible(token);
  }
  if (!token?.permissions) return;
  const permissions: Record<string, string> = { metadata: 'read', ...token.permissions };
  const held = wantedFor(operation).map((name) => permissions[name]);
  if (method === 'GET' ? held.some(Boolean) : held.includes('write')) return;
  if (method === 'GET' && !repository.private) return;
  throw notAccessible(token);
}

function notAccessible(token: Token): Refusal {
  return new Refusal(403, `Resource not accessible by ${token.installation ? 'integration' : 'personal access token'}`);
}
