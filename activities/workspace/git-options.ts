// What every git command of ours is given, so that nothing in a repository, a tree or the user's own settings can make
// git run a program, ask a question, or behave differently from one machine to the next.
import { devNull } from 'node:os';

/** Put before the subcommand. Replace refs and optional locks would show in, or touch, the user's repository. */
export const GIT_FLAGS = ['--no-pager', '--no-optional-locks', '--no-replace-objects', '--literal-pathspecs'];

/** Given with `-c`, which outranks every config file. */
export const GIT_CONFIG = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.askPass=',
  'credential.helper=',
  // Asked for the tips of a repository's alternates when fetching into it: a shell command by configuration.
  'core.alternateRefsCommand=true',
  `core.attributesFile=${devNull}`,
  `core.excludesFile=${devNull}`,
  'core.symlinks=true',
  'core.autocrlf=false',
  'core.safecrlf=false',
  'core.fileMode=true',
  'core.ignoreCase=false',
  'core.precomposeUnicode=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'core.quotePath=false',
  // Several workers write to one mirror and one store: wait for a ref's lock rather than fail.
  'core.filesRefLockTimeout=500',
  'protocol.version=2',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'fetch.writeCommitGraph=false',
  // Received objects arrive as one pack, put in place at once: a kill never leaves a commit without its trees.
  'fetch.unpackLimit=1',
  'gc.auto=0',
  'maintenance.auto=false',
  'color.ui=false',
  'advice.detachedHead=false',
  // Said of our own GIT_GRAFT_FILE, and so long that what matters would be cut from messages.
  'advice.graftFileDeprecated=false',
  'advice.addEmbeddedRepo=false',
  // Repositories of other owners are opened on purpose: everything that they could run is switched off above.
  'safe.directory=*',
];

/** simple-git wants each setting that could start a program to be named; ours name them to switch them off. */
export const GIT_UNSAFE = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePack: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
};

/**
 * The other side of a fetch or push is a git of its own and sees neither our `-c` options nor most of our environment;
 * these commands give it what it needs. (`uploadpack.packObjectsHook` counts in the user's global settings only, which
 * our environment hides.)
 */
const OTHER_SIDE =
  `GIT_NO_LAZY_FETCH=1 GIT_GRAFT_FILE=${devNull} git --no-replace-objects -c 'safe.directory=*' ` +
  `-c core.hooksPath=${devNull} -c core.alternateRefsCommand=true`;
export const UPLOAD_PACK = `--upload-pack=${OTHER_SIDE} upload-pack`;
export const RECEIVE_PACK = `--receive-pack=${OTHER_SIDE} receive-pack`;

/** The whole environment of a git process, before what single commands add. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: devNull,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // Stands above all `protocol.*` settings, those of a repository included.
    GIT_ALLOW_PROTOCOL: 'file',
    // A partial clone would fetch what it lacks by a command that its own settings name.
    GIT_NO_LAZY_FETCH: '1',
    // Grafts tell another history than the commits do.
    GIT_GRAFT_FILE: devNull,
  };
}
