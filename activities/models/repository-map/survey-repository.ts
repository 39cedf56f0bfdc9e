// Finds out what can be known of a repository for a task: which files matter most, and what these define.
import type { RepositoryRef } from '../../../core/repository.js';
import type { Workspace } from '../../workspace/workspace.js';
import { type RankedFile, readableFiles, type Wanted } from '../rank-files.js';
import type { Outline } from './outline.js';
import { outlineTexts } from './outline-texts.js';
import { type KnownRepository, rankRepository } from './rank-repository.js';
import { searchPattern, type TaskWords, taskWords } from './task-words.js';

export type SurveyHands = Pick<Workspace, 'listFiles' | 'readFiles' | 'countMatches' | 'recentCommits'>;
type Listed = Awaited<ReturnType<Workspace['listFiles']>>;
/** Texts of files by path; absent are those that nobody can read. */
export type ReadTexts = (paths: readonly string[]) => Promise<Map<string, string>>;

export interface Survey {
  ranked: RankedFile[];
  task: TaskWords;
  outlines: Map<string, Outline>;
}

/** Parsing takes some 1 s for a megabyte. Files behind these rank by their words, and by who imports them. */
const PARSED_FILES_MAX = 300;
const PARSED_BYTES_MAX = 1_200_000;
const PARSED_FILE_BYTES_MAX = 128_000;

export async function surveyRepository(
  workspace: SurveyHands,
  repository: RepositoryRef,
  commit: string,
  listed: Listed,
  wanted: Wanted,
  readTexts: ReadTexts,
): Promise<Survey> {
  const files = readableFiles(listed);
  const task = taskWords(wanted.text);
  const [matches, commits] = await Promise.all([
    workspace.countMatches(repository, commit, files, searchPattern(task)),
    workspace.recentCommits(repository, commit),
  ]);
  const known: KnownRepository = { files, wanted, task, matches, commits, outlines: new Map() };
  const outlines = await outlineTexts(await readTexts(worthParsing(rankRepository(known))));
  return { ranked: rankRepository({ ...known, outlines }), task, outlines };
}

function worthParsing(ranked: readonly RankedFile[]): string[] {
  let left = PARSED_BYTES_MAX;
  const paths: string[] = [];
  for (const { path, bytes } of ranked) {
    if (paths.length === PARSED_FILES_MAX) break;
    if (bytes > PARSED_FILE_BYTES_MAX || bytes > left) continue;
    left -= bytes;
    paths.push(path);
  }
  return paths;
}
