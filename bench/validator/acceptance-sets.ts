// The tests that tell right from wrong for a task of a corpus, as acceptance files of a spec.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AcceptanceFiles } from '../../core/spec.js';
import type { CorpusTask } from '../support/task-repository.js';

export interface AcceptanceSet {
  name: AcceptanceName;
  files: AcceptanceFiles;
}

/** `few`: what somebody would write from the spec alone. `all`: those that no wrong candidate of the corpus passes. */
export type AcceptanceName = 'few' | 'all';

/** `few` only where the corpus has such. */
export function acceptanceSets(task: CorpusTask): AcceptanceSet[] {
  const few = join(task.dir, 'acceptance');
  const all: AcceptanceSet = { name: 'all', files: filesBeyondBase(task, join(task.dir, 'hidden')) };
  return existsSync(few) ? [{ name: 'few', files: filesBeyondBase(task, few) }, all] : [all];
}

function filesBeyondBase(task: CorpusTask, folder: string): AcceptanceFiles {
  const files: AcceptanceFiles = {};
  for (const path of filesUnder(folder)) {
    const text = readFileSync(join(folder, path), 'utf8');
    if (text !== textOf(join(task.dir, 'base', path))) files[path] = text;
  }
  return files;
}

function filesUnder(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => statSync(join(folder, path)).isFile());
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
