// The workspace as those see it who write prompts: texts of the repository without secrets. Whoever judges, commits or
// publishes works on the files themselves.
import type { Workspace } from '../workspace/workspace.js';
import type { Redactor } from './redactor.js';

/** Git's own head of a file in a diff. */
const FILE_HEAD = /^(?=diff --git )/m;
const FILE_PATH = /^(?:\+\+\+ b|--- a)\/(.*)$/m;

export function redactingWorkspace(workspace: Workspace, redactor: Redactor): Workspace {
  return {
    ...workspace,
    async readFiles(repository, commit, paths, bytesMax) {
      const texts = [...(await workspace.readFiles(repository, commit, paths, bytesMax))];
      return new Map(
        await Promise.all(texts.map(async ([path, text]) => [path, await redactor.redactFile(path, text)] as const)),
      );
    },
    async readFile(repository, commit, path, bytesMax) {
      const text = await workspace.readFile(repository, commit, path, bytesMax);
      return text === null ? null : redactor.redactFile(path, text);
    },
    async diff(repository, from, to, bytesMax) {
      return redactDiff(redactor, await workspace.diff(repository, from, to, bytesMax));
    },
  };
}

/** File by file, since what looks like a secret is none in some. */
async function redactDiff(redactor: Redactor, diff: string): Promise<string> {
  const files = diff.split(FILE_HEAD);
  const redacted = await Promise.all(files.map((file) => redactor.redactFile(FILE_PATH.exec(file)?.[1] ?? '', file)));
  return redacted.join('');
}
