// The part of a first message that shows the repository, within a budget: what the project says about itself, its tree,
// and of the files that matter most to the task their text or what they define. The same commit and the same task give
// the same bytes: nothing here asks for the time, and all ranks are in a stable order.
import { utf8Bytes } from '../../core/clamp.js';
import type { RepositoryRef } from '../../core/repository.js';
import { dataBlock } from './data-block.js';
import { type RankedFile, type RepositoryFile, rankFiles, type Wanted } from './rank-files.js';
import { composeMap, NAMED_SCORE_MIN, type Shown } from './repository-map/compose-map.js';
import { folderTree } from './repository-map/folder-tree.js';
import { importedInstructions, instructionPaths, renderInstructions } from './repository-map/project-instructions.js';
import { type ReadTexts, type Survey, type SurveyHands, surveyRepository } from './repository-map/survey-repository.js';
import { taskWords } from './repository-map/task-words.js';

/** All that a repository may take of a first message. */
const MAP_TOKENS_MAX = 8_000;
/** English and code come to about so many. */
const BYTES_OF_A_TOKEN = 4;
export const MAP_BYTES_MAX = MAP_TOKENS_MAX * BYTES_OF_A_TOKEN;
const TREE_BYTES_MAX = 4_000;
const INSTRUCTIONS_BYTES_MAX = 5_000;
/** Larger files are neither shown nor parsed. */
const READ_BYTES_MAX = 256_000;
/** A repository of at most this size is shown whole: looking around in it would cost more turns than it saves. */
const SMALL_REPOSITORY_BYTES = 4_000;
/** So many of the best files may be shown in full or in part. */
const SHOWN_FILES_MAX = 40;
/** So many of the best files say in which folders the task will be done. */
const TOUCHED_FILES_MAX = 8;

export interface ShownRepository {
  tree: string;
  /** Empty, or the files with headings and an empty line at the end. */
  files: string;
  /** Empty, or what the project says to those who work on it, likewise. */
  conventions: string;
}

/** Some 50 kB each. */
const REMEMBERED_MAX = 60;
const remembered = new Map<string, Promise<ShownRepository>>();

/** Candidates of one task ask for the same at the same time: it is found out once. */
export function showRepository(
  workspace: SurveyHands,
  repository: RepositoryRef,
  commit: string,
  wanted: Wanted,
): Promise<ShownRepository> {
  const key = JSON.stringify([repository.id, commit, wanted.paths, wanted.text, wanted.tests ?? false]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const shown = mapRepository(workspace, repository, commit, wanted).then(({ tree, files, conventions }) => ({
    tree,
    files,
    conventions,
  }));
  remembered.set(key, shown);
  // Whoever asks again after a failure tries again.
  shown.catch(() => remembered.delete(key));
  for (const oldest of remembered.keys()) {
    if (remembered.size <= REMEMBERED_MAX) break;
    remembered.delete(oldest);
  }
  return shown;
}

export interface MappedRepository extends ShownRepository {
  /** How each file is shown that is more than a line of the tree. */
  shown: Map<string, Shown>;
}

/** What is shown and how, for whoever wants to measure it. */
export async function mapRepository(
  workspace: SurveyHands,
  repository: RepositoryRef,
  commit: string,
  wanted: Wanted,
): Promise<MappedRepository> {
  const readTexts = reader(workspace, repository, commit);
  const all = await workspace.listFiles(repository, commit);
  const small = wholeOf(all, wanted);
  const survey = small ?? (await surveyRepository(workspace, repository, commit, all, wanted, readTexts));
  const { conventions, told } = await instructions(all, survey.ranked, wanted, readTexts);
  const tree = treeOf(all, survey.ranked);
  const ranked = survey.ranked.filter(({ path }) => !told.has(path));
  const texts = await readTexts(ranked.slice(0, small ? ranked.length : SHOWN_FILES_MAX).map(({ path }) => path));
  const left = MAP_BYTES_MAX - utf8Bytes(tree) - utf8Bytes(conventions);
  const { text, shown } = composeMap({ ...survey, ranked, texts, tests: wanted.tests ?? false }, left);
  return { tree, files: text, conventions, shown };
}

/** Every text of the repository that a prompt shows, or an outline is made of, comes through here. */
function reader(workspace: SurveyHands, repository: RepositoryRef, commit: string): ReadTexts {
  return (paths) => workspace.readFiles(repository, commit, paths, READ_BYTES_MAX);
}

/** Null for a repository that is not small. Nothing is left out of one that is, so that nothing need be found out. */
function wholeOf(all: readonly RepositoryFile[], wanted: Wanted): Survey | null {
  const ranked = rankFiles(all, wanted);
  if (ranked.reduce((sum, { bytes }) => sum + bytes, 0) > SMALL_REPOSITORY_BYTES) return null;
  const shown = ranked.map((file) => ({ ...file, score: file.score + NAMED_SCORE_MIN }));
  return { ranked: shown, task: taskWords(wanted.text), outlines: new Map() };
}

/** What the project says about work on it, and the files that say it, which need not be shown twice. */
async function instructions(
  all: readonly RepositoryFile[],
  ranked: readonly RankedFile[],
  wanted: Wanted,
  readTexts: ReadTexts,
): Promise<{ conventions: string; told: Set<string> }> {
  const paths = new Set(all.map(({ path }) => path));
  const touched = [...wanted.paths, ...ranked.slice(0, TOUCHED_FILES_MAX).map(({ path }) => path)];
  const texts = await readInOrder(instructionPaths(paths, touched), readTexts);
  const imported = await readInOrder(importedInstructions(texts, paths), readTexts);
  for (const [path, text] of imported) texts.set(path, text);
  return { conventions: renderInstructions(texts, INSTRUCTIONS_BYTES_MAX), told: new Set(texts.keys()) };
}

/** A reader answers in the order of git. */
async function readInOrder(paths: readonly string[], readTexts: ReadTexts): Promise<Map<string, string>> {
  const texts = await readTexts(paths);
  return new Map(paths.flatMap((path) => (texts.has(path) ? [[path, texts.get(path) ?? '']] : [])));
}

function treeOf(all: readonly RepositoryFile[], ranked: readonly RankedFile[]): string {
  const scores = new Map(ranked.map(({ path, score }) => [path, score]));
  const files = all.map(({ path }) => ({ path, score: scores.get(path) ?? 0 }));
  return dataBlock('tree', folderTree(files, TREE_BYTES_MAX));
}
