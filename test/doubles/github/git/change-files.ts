// Commits made on the server, as the web page of GitHub makes them: the branch moves with it.
import type { Author, BareRepository } from './bare-repository.js';

export interface FileChange {
  branch: string;
  /** Null: the commit has no parent. */
  parent: string | null;
  /** Contents by path; null deletes the file. */
  files: Record<string, string | Buffer | null>;
  message: string;
  author: Author;
}

/** The commit. One run of git, however many files there are. */
export async function commitFiles(repository: BareRepository, change: FileChange): Promise<string> {
  const { branch, parent, files, message, author } = change;
  const who = `${author.name} <${author.email}> ${Math.floor(author.atMs / 1_000)} +0000`;
  const pieces: (string | Buffer)[] = [
    `commit refs/heads/${branch}\nmark :1\nauthor ${who}\ncommitter ${who}\n`,
    ...data(message),
    ...(parent ? [`from ${parent}\n`] : []),
    ...Object.entries(files).flatMap(([path, content]) => fileChange(path, content)),
    '\nget-mark :1\n',
  ];
  const input = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  return repository.gitWith({ input }, 'fast-import', '--quiet', '--force', '--date-format=raw');
}

function fileChange(path: string, content: string | Buffer | null): (string | Buffer)[] {
  return content === null ? [`D ${path}\n`] : [`M 100644 inline ${path}\n`, ...data(content)];
}

function data(content: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}
