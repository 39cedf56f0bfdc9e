// The tests that tell right from wrong for a task of a corpus, as acceptance files of a spec.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AcceptanceFiles } from '../../core/spec.js';
import type { CorpusTask } from '../support/task-repository.js';

/** Those that no wrong candidate of the corpus passes. */
export function allTests(task: CorpusTask): AcceptanceFiles {
  return filesBeyondBase(task, join(task.dir, 'hidden'));
}

/** Those that somebody would write from the spec alone, a simulated model among them; null where the corpus has none. */
export function testsFromSpec(task: CorpusTask): AcceptanceFiles | null {
  const folder = join(task.dir, 'acceptance');
  return existsSync(folder) ? filesBeyondBase(task, folder) : null;
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
