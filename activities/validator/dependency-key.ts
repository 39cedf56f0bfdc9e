// What an installation depends on: the command, the files that say what is wanted, and the tools that install it.
// The same key always means the same installation.
import { createHash } from 'node:crypto';
import { execa } from 'execa';
import type { PrepareInput } from '../hands.js';
import type { Workspace } from '../workspace/workspace.js';
import { pathMatcher } from './path-matcher.js';

/** Counts changes in how installations are made, so that older ones are not taken for the same. */
const INSTALLATION_VERSION = 3;

const isManifest = pathMatcher([
  '**/package.json',
  '**/{package-lock,npm-shrinkwrap}.json',
  '**/{pnpm-lock,pnpm-workspace}.yaml',
  '**/yarn.lock',
  '**/{.npmrc,.yarnrc,.yarnrc.yml}',
  '**/requirements*.{txt,in}',
  '**/requirements/**',
  '**/*-requirements.txt',
  '**/constraints*.txt',
  '**/{pyproject.toml,setup.py,setup.cfg,Pipfile,Pipfile.lock,uv.lock,poetry.lock}',
  '**/go.{mod,sum,work}',
]);

export async function dependencyKey(workspace: Workspace, input: PrepareInput): Promise<string> {
  const hash = createHash('sha256');
  const add = (part: string) => hash.update(`${Buffer.byteLength(part)}:${part}`);
  add(`${INSTALLATION_VERSION} ${process.platform} ${process.arch} node ${process.version} ${input.sandbox.kind}`);
  add(input.validator.setup ?? '');
  add(JSON.stringify(input.validator.environment));
  const [versions, files] = await Promise.all([
    toolVersions(input.validator.setup ?? ''),
    workspace.listFiles(input.repository, input.commit),
  ]);
  for (const version of versions) add(version);
  for (const { path, id } of files.filter((file) => isManifest(file.path)).sort((a, b) => (a.path < b.path ? -1 : 1))) {
    add(path);
    add(id);
  }
  return hash.digest('hex');
}

/** Versions of the tools that the command names; one that is not there adds nothing. */
async function toolVersions(setup: string): Promise<string[]> {
  const asked: [string, string][] = [];
  if (/\bpython/.test(setup)) asked.push(['python3', '--version']);
  if (/\bgo\b/.test(setup)) asked.push(['go', 'version']);
  const answers = asked.map(([tool, question]) => execa(tool, [question], { reject: false }));
  return (await Promise.all(answers)).map((answer) => answer.stdout ?? '');
}
