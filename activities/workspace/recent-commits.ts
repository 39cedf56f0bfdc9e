// What a project has worked on of late: the newest commits with the files that each changed.
import { bareGitClient } from './git-client.js';
import type { Places } from './places.js';
import { ensureCommit } from './store.js';
import type { RecentCommit } from './workspace.js';

const COMMITS_MAX = 400;
/** A commit that moves a hundred thousand files must not cost more than it tells. */
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
/** Whoever writes it into a subject spoils that commit alone. */
const START = '\u0001';

export async function recentCommits(places: Places, commit: string): Promise<RecentCommit[]> {
  await ensureCommit(places, commit);
  const { stdout, cut } = await bareGitClient(places.mirror).run(
    [
      'log',
      '-z',
      `--max-count=${COMMITS_MAX}`,
      '--name-only',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--ignore-submodules=all',
      '--no-show-signature',
      `--format=${START}%ct%x00%s`,
      '--end-of-options',
      commit,
    ],
    // What a first commit adds was not worked on together.
    { outputBytesMax: OUTPUT_BYTES_MAX, config: ['log.showRoot=false'] },
  );
  const commits = stdout.toString('utf8').split(START).slice(1).map(parseCommit);
  // The last one may be cut in the middle of a path.
  return cut ? commits.slice(0, -1) : commits;
}

/** `<seconds>\0<subject>\0\n<path>\0<path>\0` */
function parseCommit(text: string): RecentCommit {
  const [at, subject, ...paths] = text.split('\0');
  return {
    at: Number(at),
    subject: subject ?? '',
    paths: paths.map((path) => path.replace(/^\n/, '')).filter(Boolean),
  };
}
