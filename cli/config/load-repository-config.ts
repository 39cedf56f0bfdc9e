// The repository's configuration: `nightshift.yml` as it is committed at HEAD. What lies uncommitted in the tree is no
// part of a run, and so neither is a changed configuration.
import { readAtHead } from '../../activities/workspace/read-at-head.js';
import type { RepositoryRef } from '../../core/repository.js';
import { NO_REPOSITORY_CONFIG, REPOSITORY_CONFIG_FILE, type RepositoryConfig } from '../../core/repository-config.js';
import { readRepositoryConfig } from '../../schemas/repository-config.js';
import { usageProblem } from '../problem.js';

const CONFIG_BYTES_MAX = 65_536;

export async function loadRepositoryConfig(repository: RepositoryRef): Promise<RepositoryConfig> {
  const file = await readAtHead(repository.url, REPOSITORY_CONFIG_FILE, CONFIG_BYTES_MAX);
  if (file === null) return NO_REPOSITORY_CONFIG;
  const where = `${REPOSITORY_CONFIG_FILE} at commit ${file.commit.slice(0, 12)}`;
  if (file.cut) throw usageProblem(`${where}: has more than ${CONFIG_BYTES_MAX} bytes, the most that is read`);
  const read = readRepositoryConfig(file.text, where);
  if (!read.ok) throw usageProblem(read.problems.join('\n'));
  return read.value;
}
