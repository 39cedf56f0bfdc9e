// Whether what a setup command installs is decided by manifests and lockfiles alone. Where it may look at other files of
// the tree (an editable install, a script of the repository, anything that is not known), each tree has its own.
import { commandChain } from './command-chain.js';

const OPTIONS = '(?: --?[\\w@=:./-]+)*';
const REQUIREMENT_FILES = '(?: -r \\S+| --?[a-z-]+)+';

const KNOWN: readonly RegExp[] = [
  `npm (?:ci|i|install)${OPTIONS}`,
  String.raw`(?:npx --yes )?pnpm(?:@\S+)? (?:i|install)${OPTIONS}`,
  String.raw`(?:npx --yes )?(?:yarn|yarn@\S+|@yarnpkg/cli-dist@\S+)(?: install)?${OPTIONS}`,
  String.raw`(?:\S*/)?python3? -m venv \S+`,
  String.raw`(?:\S*/)?(?:python3? -m )?pip3? install${REQUIREMENT_FILES}`,
  String.raw`python3 /nightshift/python_setup\.py fetch pip${REQUIREMENT_FILES}`,
  `go mod download${OPTIONS}`,
  `cargo fetch${OPTIONS}`,
  `bundle (?:install|cache)${OPTIONS}`,
  String.raw`mvn(?: test| --?[\w@=:./-]+)+`,
  String.raw`find \. -name target -type d -not -path \./\.m2-repository/\* -prune -exec rm -rf {} \+`,
  'true',
].map((pattern) => new RegExp(`^(?:[A-Za-z_]+=\\S* )*${pattern}$`));

export function readsOnlyManifests(setup: string): boolean {
  const chain = commandChain(setup);
  if (chain === null) return false;
  return chain.every((words) => {
    const command = words.join(' ');
    return !/ (?:-e|--editable)\b/.test(command) && KNOWN.some((known) => known.test(command));
  });
}
