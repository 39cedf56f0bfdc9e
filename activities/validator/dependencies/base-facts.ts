// What a base commit says about its dependencies. A commit never changes, so it is asked once: the candidates that follow
// then start no git at all.
import type { RepositoryRef } from '../../../core/repository.js';
import type { Workspace } from '../../workspace/workspace.js';
import { pathMatcher } from '../path-matcher.js';
import { isManifest } from './manifests.js';

export interface BaseFacts {
  /** Paths of manifests and lockfiles with the ids of their contents, in order. */
  manifests: { path: string; id: string }[];
  /** True when the repository's own code is part of what is installed. */
  namesLocalCode: boolean;
  /** Id of the whole tree. */
  tree: string;
}

const MANIFEST_BYTES_MAX = 5_000_000;
const COMMITS_KNOWN_MAX = 200;

/** Texts that name code of the repository itself as a dependency. */
const LOCAL_CODE = /"workspaces"|"(?:file|link|portal|workspace):|^[ \t]*(?:-e\b|--editable\b|\.|file:)/m;
const MAY_NAME_LOCAL_CODE = pathMatcher(['**/package.json', '**/*requirements*.txt', 'requirements/**']);

export function createBaseFacts(workspace: Workspace): (of: RepositoryRef, commit: string) => Promise<BaseFacts> {
  const known = new Map<string, Promise<BaseFacts>>();
  return (repository, commit) => {
    const name = `${repository.id} ${commit}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const facts = readFacts(workspace, repository, commit);
    known.set(name, facts);
    const [oldest] = known.keys();
    if (known.size > COMMITS_KNOWN_MAX && oldest !== undefined) known.delete(oldest);
    // Whoever asked is told; whoever asks next tries again.
    facts.catch(() => known.delete(name));
    return facts;
  };
}

async function readFacts(workspace: Workspace, repository: RepositoryRef, commit: string): Promise<BaseFacts> {
  const files = (await workspace.listFiles(repository, commit)).filter((file) => isManifest(file.path));
  const manifests = files.map(({ path, id }) => ({ path, id })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const paths = manifests.map((file) => file.path).filter(MAY_NAME_LOCAL_CODE);
  const texts = await workspace.readFiles(repository, commit, paths, MANIFEST_BYTES_MAX);
  return {
    manifests,
    namesLocalCode: [...texts.values()].some((text) => LOCAL_CODE.test(text)),
    tree: await workspace.treeOf(repository, commit),
  };
}
