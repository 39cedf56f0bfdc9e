// Whether an issue is still where it was: it may have been deleted, made a discussion, or moved to another repository,
// where the forge leads us without a word.
import type { Answer, Issue } from '../../activities/forge/github/github.js';
import { type Scene, valueIn } from './scene.js';

/** Why it is not there any more, for people; null where it is. */
export async function whereItWent({ hands, repository, number }: Scene, answer: Answer<Issue>): Promise<string | null> {
  const { owner, name } = repository;
  if (!answer.ok) {
    if (answer.reason !== 'notFound') return null;
    // Of a repository that cannot be seen at all, no issue is gone.
    valueIn(await hands.github.repository(repository));
    return `issue ${number} was deleted or moved`;
  }
  const { url } = answer.value;
  if (isIn(url, owner, name) && answer.value.number === number) return null;
  const facts = valueIn(await hands.github.repository(repository));
  const renamed = isIn(url, facts.owner, facts.name) && answer.value.number === number;
  return renamed ? null : `it was moved to ${url}`;
}

function isIn(url: string, owner: string, name: string): boolean {
  return new URL(url).pathname.toLowerCase().startsWith(`/${owner}/${name}/`.toLowerCase());
}
