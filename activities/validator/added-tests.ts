// What the author of tests has added to a tree: new files of tests, as texts. Everything else that it changed is left
// where it is and goes with the tree. The tree was written by untrusted code, so no link is followed.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryRef } from '../../core/repository.js';
import type { AcceptanceFiles } from '../../core/spec.js';
import {
  CONFIGURATION_GLOBS,
  DEPENDENCY_GLOBS,
  MANIFEST_GLOB,
  TEST_GLOBS,
} from '../../core/validator/protected-globs.js';
import { WRITTEN_BYTES_MAX, WRITTEN_FILES_MAX } from '../../core/written-tests.js';
import { tidyTree } from '../workspace/tidy-tree.js';
import type { Workspace } from '../workspace/workspace.js';
import { pathMatcher } from './path-matcher.js';

const isTest = pathMatcher(TEST_GLOBS);
/** What decides how tests run is not a test, wherever it lies. */
const isConfiguration = pathMatcher([
  ...CONFIGURATION_GLOBS,
  ...DEPENDENCY_GLOBS,
  MANIFEST_GLOB,
  '**/.git*/**',
  '**/.git*',
]);

export interface AddedTests {
  files: AcceptanceFiles;
  /** New files of tests that are not kept, since there are too many or they are too large. */
  left: string[];
}

export interface AddedTestsInput {
  workspace: Pick<Workspace, 'listFiles'>;
  repository: RepositoryRef;
  baseCommit: string;
}

export async function addedTests(
  { workspace, repository, baseCommit }: AddedTestsInput,
  tree: string,
): Promise<AddedTests> {
  await tidyTree(tree);
  const known = new Set((await workspace.listFiles(repository, baseCommit)).map((file) => file.path));
  const paths = (await filesIn(tree)).filter((path) => isTest(path) && !isConfiguration(path) && !known.has(path));
  const added: AddedTests = { files: {}, left: [] };
  let bytesLeft = WRITTEN_BYTES_MAX;
  for (const path of paths.sort()) {
    const { size } = await stat(join(tree, path));
    if (size > bytesLeft || Object.keys(added.files).length >= WRITTEN_FILES_MAX) {
      added.left.push(path);
      continue;
    }
    const text = await readFile(join(tree, path), 'utf8');
    // What is no text would come back changed.
    if (text.includes('\0') || text.includes('\uFFFD')) continue;
    bytesLeft -= size;
    added.files[path] = text;
  }
  return added;
}

/** Regular files by their path in the tree; links are no files here, and names that are no UTF-8 cannot be handed on. */
async function filesIn(tree: string, folder = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(tree, folder), { withFileTypes: true })) {
    if (entry.name.includes('\uFFFD')) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) files.push(path);
    if (entry.isDirectory()) files.push(...(await filesIn(tree, path)));
  }
  return files;
}
