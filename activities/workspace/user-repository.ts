// Reads the user's own repository: where it is, what its HEAD is, whether work lies in it that is not committed. Writes
// nothing, takes no lock, and runs nothing that the repository's settings name.
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { ObjectFormat } from './bare-repository.js';
import { errorCode } from './error-code.js';
import { type Git, gitClient } from './git-client.js';
import { GitError } from './git-error.js';
import { RepositoryProblem } from './workspace.js';

export interface UserRepository {
  git: Git;
  /** Top of the working tree, or the repository itself when it is bare. */
  root: string;
  /** The folder with objects and refs, shared by all linked worktrees. */
  commonDir: string;
  bare: boolean;
  objectFormat: ObjectFormat;
}

export interface Head {
  commit: string;
  /** Name of the branch, or `HEAD` when none is checked out. */
  branch: string;
}

const FACTS = [
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--show-object-format',
  // The way up to the top of the working tree; not even a line where there is none.
  '--show-cdup',
  '--path-format=absolute',
  '--git-common-dir',
];

/**
 * The repository whose top a run has noted. Throws `RepositoryProblem`, also for one around it: git goes up to that where
 * the folder's own `.git` is away, and a result does not belong there.
 */
export async function openKnownRepository(top: string): Promise<UserRepository> {
  const folder = await realFolder(top);
  const repository = await openAround(folder);
  if (repository.root !== folder) throw noRepository(folder);
  return repository;
}

/** Finds the repository around a path. Throws `RepositoryProblem`. */
export async function openUserRepository(path: string): Promise<UserRepository> {
  return openAround(await realFolder(path));
}

async function openAround(folder: string): Promise<UserRepository> {
  const git = gitClient({ cwd: folder });
  const facts = await askAbout(folder, git, ['rev-parse', ...FACTS]);
  const [bare, insideWorkTree, objectFormat, ...places] = facts.split('\n');
  const wayUp = insideWorkTree === 'true' ? places.shift() : undefined;
  // A path may hold line breaks, so it was asked for last.
  const commonDir = await realpath(places.join('\n'));
  if (insideWorkTree !== 'true' && bare !== 'true') {
    const files = basename(commonDir) === '.git' ? dirname(commonDir) : 'the folder with your files';
    throw new RepositoryProblem('notARepository', `${folder} lies inside git's own folder; name ${files} instead`);
  }
  const root = wayUp === undefined ? commonDir : resolve(folder, wayUp);
  return {
    git: gitClient({ cwd: root, top: root }),
    root,
    commonDir,
    bare: insideWorkTree !== 'true',
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
  };
}

/** Throws `RepositoryProblem` when nothing was committed yet. */
export async function readHead(repository: UserRepository): Promise<Head> {
  const { git, root } = repository;
  const found = await git.run(['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'], { accept: [0, 128] });
  if (found.exitCode !== 0) {
    if (found.stderr.includes(NO_REPOSITORY)) throw noRepository(root);
    throw new RepositoryProblem('noCommit', `${root} has no commit at HEAD; commit something first, then run again`);
  }
  const [commit = '', name = ''] = found.stdout.toString('utf8').split('\n');
  return { commit, branch: name.replace(/^refs\/heads\//, '') };
}

const STATUS = ['status', '--porcelain', '-z', '--untracked-files=normal', '--no-renames', '--ignore-submodules=dirty'];

/** True when there are changes, staged or not, or new files that are not ignored. They are no part of a run. */
export async function isDirty(repository: UserRepository): Promise<boolean> {
  if (repository.bare) return false;
  const filters = await filterSettings(repository);
  // A name that cannot be handed back to git unchanged cannot be switched off: better to say dirty than to start it.
  if (filters.some((key) => /[=\n\uFFFD]/.test(key))) return true;
  const config = filters.map((key) => (key.endsWith('.required') ? `${key}=false` : `${key}=`));
  const answer = await repository.git.run(STATUS, { outputBytesMax: 1, config });
  return answer.stdout.length > 0;
}

/** Comparing files would start the filters that the repository's settings name, such as those of Git LFS. */
async function filterSettings(repository: UserRepository): Promise<string[]> {
  const query = ['config', '--null', '--name-only', '--get-regexp', String.raw`^filter\..*\.(clean|process|required)$`];
  const answer = await repository.git.run(query, { accept: [0, 1] });
  return answer.stdout.toString('utf8').split('\0').filter(Boolean);
}

const NO_REPOSITORY = 'not a git repository';
/** A URL that was typed comes here as a path, since nothing of Nightshift reads a repository over the network. */
const NAME_A_FOLDER = 'name the folder of a git repository, which for one at a URL is a clone of it';

async function realFolder(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    if (errorCode(error) === 'EACCES') {
      throw new RepositoryProblem('unreadable', `${path} cannot be read; check its permissions`, true);
    }
    if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) throw error;
    throw new RepositoryProblem('notARepository', `${path} does not exist; ${NAME_A_FOLDER}`, true);
  }
  throw new RepositoryProblem('notARepository', `${path} is not a folder; name the folder of a git repository`);
}

/** Turns git's refusal to open a repository into a problem that names the folder and the way out. */
async function askAbout(folder: string, git: Git, args: string[]): Promise<string> {
  try {
    return await git.text(args);
  } catch (error) {
    if (!(error instanceof GitError) || error.exitCode !== 128) throw error;
    throw error.stderr.includes(NO_REPOSITORY) ? noRepository(folder) : unreadable(folder, error);
  }
}

/** An empty folder may be one in which a disk is about to be mounted again. */
function noRepository(folder: string): RepositoryProblem {
  return new RepositoryProblem(
    'notARepository',
    `${folder} is not in a git repository; name one, or make it one with "git init" and a first commit`,
    true,
  );
}

export function unreadable(root: string, error: GitError): RepositoryProblem {
  return new RepositoryProblem(
    'unreadable',
    `git cannot read the repository at ${root}; "git fsck" there may tell more. ${error.message}`,
    true,
  );
}
