// What a hostile tree, or the settings of the repository that we open, could make git run. Each attack first succeeds
// with plain git, as a user or a careless tool would call it, and then fails with ours.
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  candidate,
  commit,
  FILES,
  git,
  type Opened,
  opened,
  RUN,
  snapshotOf,
  storeOf,
  temporaryFolder,
  userRepository,
  write,
} from './repositories.js';

/** A command that leaves a trace, for settings and for files. */
interface Trap {
  command: string;
  wentOff(): boolean;
}

function trap(): Trap {
  const trace = join(temporaryFolder(), 'trace');
  return {
    command: `touch ${trace}`,
    wentOff() {
      const there = existsSync(trace);
      rmSync(trace, { force: true });
      return there;
    },
  };
}

/** git as it is called carelessly; that it then fails is part of some attacks. */
function plain(cwd: string, ...args: string[]): void {
  try {
    git(cwd, ...args);
  } catch {
    return;
  }
}

interface TreeAttack {
  name: string;
  plant(tree: string, command: string): void;
  /** What sets it off. */
  plain(tree: string): void;
}

function plantRepository(folder: string, settings: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  commit(folder, { a: 'a', '.gitattributes': '* filter=evil diff=evil\n' });
  appendFileSync(join(folder, '.git', 'config'), settings);
  write(folder, { a: 'changed' });
}

const TREE_ATTACKS: TreeAttack[] = [
  {
    name: 'a planted .git folder with a file system monitor',
    plant: (tree, command) => plantRepository(tree, `[core]\n\tfsmonitor = ${command}\n`),
    plain: (tree) => plain(tree, 'status'),
  },
  {
    name: 'a planted .git file that leads to a repository elsewhere',
    plant(tree, command) {
      const elsewhere = temporaryFolder();
      plantRepository(elsewhere, `[core]\n\tfsmonitor = ${command}\n`);
      write(tree, { '.git': `gitdir: ${join(elsewhere, '.git')}\n` });
    },
    plain: (tree) => plain(tree, 'status'),
  },
  {
    name: 'a bare repository that lies in the tree as files',
    plant(tree, command) {
      plantRepository(join(tree, 'inner'), `[core]\n\tworktree = ..\n\tfsmonitor = ${command}\n`);
      renameSync(join(tree, 'inner', '.git'), join(tree, 'bare'));
      git(join(tree, 'bare'), 'config', 'core.bare', 'false');
    },
    plain: (tree) => plain(join(tree, 'bare'), 'status'),
  },
  {
    name: 'a nested repository with a clean filter',
    plant: (tree, command) => plantRepository(join(tree, 'inner'), `[filter "evil"]\n\tclean = ${command}; cat\n`),
    plain: (tree) => plain(join(tree, 'inner'), 'status'),
  },
  {
    name: 'a nested repository with a diff driver',
    plant: (tree, command) => plantRepository(join(tree, 'inner'), `[diff "evil"]\n\tcommand = ${command}\n`),
    plain: (tree) => plain(join(tree, 'inner'), 'diff'),
  },
  {
    name: 'a nested repository that includes its settings from a file of the tree',
    plant(tree, command) {
      plantRepository(join(tree, 'inner'), '[include]\n\tpath = ../../evil.inc\n');
      write(tree, { 'evil.inc': `[core]\n\tfsmonitor = ${command}\n` });
    },
    plain: (tree) => plain(join(tree, 'inner'), 'status'),
  },
  {
    name: 'a nested repository with a text conversion',
    plant: (tree, command) => plantRepository(join(tree, 'inner'), `[diff "evil"]\n\ttextconv = "${command}; cat"\n`),
    plain: (tree) => plain(join(tree, 'inner'), 'diff'),
  },
  {
    name: 'a nested repository with a merge driver',
    plant(tree, command) {
      const inner = join(tree, 'inner');
      plantRepository(inner, `[merge "evil"]\n\tdriver = ${command}\n`);
      write(inner, { '.git/info/attributes': '* merge=evil\n' });
      git(inner, 'branch', 'other');
      commit(inner, { a: 'ours' });
      git(inner, 'checkout', '--quiet', 'other');
      commit(inner, { a: 'theirs' });
    },
    plain: (tree) => plain(join(tree, 'inner'), 'merge', '-'),
  },
  {
    name: 'a nested repository with hooks',
    plant(tree, command) {
      plantRepository(join(tree, 'inner'), '');
      for (const hook of ['post-index-change', 'pre-commit', 'reference-transaction']) {
        write(tree, { [`inner/.git/hooks/${hook}`]: `#!/bin/sh\n${command}\n` });
        chmodSync(join(tree, 'inner/.git/hooks', hook), 0o755);
      }
    },
    plain: (tree) => plain(join(tree, 'inner'), 'add', '.'),
  },
  {
    name: 'a submodule whose address is a command',
    plant(tree, command) {
      const inner = join(tree, 'inner');
      plantRepository(inner, '');
      const url = `ext::sh -c ${command.replace(' ', '% ')}`;
      write(inner, { '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ${url}\n` });
      git(inner, 'update-index', '--add', '--cacheinfo', `160000,${git(inner, 'rev-parse', 'HEAD')},x`);
    },
    plain: (tree) => plain(join(tree, 'inner'), '-c', 'protocol.ext.allow=always', 'submodule', 'update', '--init'),
  },
];

describe('a candidate cannot make git run anything by', () => {
  it.each(TREE_ATTACKS)('$name', async (attack) => {
    const house = await opened();
    const { command, wentOff } = trap();
    const copy = temporaryFolder();
    attack.plant(copy, command);
    wentOff();
    attack.plain(copy);
    expect(wentOff()).toBe(true);

    const worktree = await house.workspace.addWorktree(house.repository, house.base);
    attack.plant(worktree.dir, command);
    wentOff();
    const { commit: made } = await snapshotOf(house, worktree);
    await readAll(house, made);
    await house.workspace.publish(house.repository, 'nightshift/attacked', made, null);
    expect(wentOff()).toBe(false);
    expect(git(house.user, 'ls-tree', '-r', '--name-only', 'nightshift/attacked')).not.toMatch(/(^|\/)\.git\//m);
  });
});

/** Everything that is done with a candidate's commit. */
async function readAll({ workspace, repository, base }: Opened, made: string): Promise<void> {
  await workspace.addWorktree(repository, made);
  await workspace.diff(repository, base, made, 1_000_000);
  await workspace.changedFiles(repository, base, made);
  const files = await workspace.listFiles(repository, made);
  await workspace.readFiles(
    repository,
    made,
    files.map(({ path }) => path),
    1_000_000,
  );
  const ref = `refs/nightshift/${RUN}/whole/merged`;
  await workspace.merge({ repository, onto: base, commit: made, message: 'm', committedAtMs: 0, ref });
}

interface SettingsAttack {
  name: string;
  settings(command: string, user: string): string;
  plain(user: string): void;
}

const SETTINGS_ATTACKS: SettingsAttack[] = [
  {
    name: 'settings that they include, by condition too',
    settings(command, user) {
      write(join(user, '.git'), { 'evil.inc': `[filter "evil"]\n\tclean = ${command}; cat\n` });
      return '[includeIf "gitdir:**"]\n\tpath = evil.inc\n';
    },
    plain: (user) => plain(user, 'status'),
  },
  {
    name: 'an address that is replaced by a command, with its protocol allowed',
    settings(command) {
      const ext = `ext::sh -c ${command.replace(' ', '% ')} `;
      return `[protocol "ext"]\n\tallow = always\n[url "${ext}"]\n\tinsteadOf = /\n`;
    },
    plain: (user) => plain(user, 'fetch', '/anywhere'),
  },
  {
    name: 'a partial clone that fetches what it lacks by a command',
    settings(command, user) {
      // Some object that is not there, named by the commit that is opened.
      write(user, { lacking: 'lacking' });
      const id = git(user, 'hash-object', '-w', 'lacking');
      git(user, 'add', 'lacking');
      git(user, 'commit', '--quiet', '--message', 'Lacking');
      rmSync(join(user, '.git', 'objects', id.slice(0, 2)), { recursive: true });
      return (
        '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n' +
        `[remote "origin"]\n\turl = ${user}\n\tpromisor = true\n\tuploadpack = "${command};false"\n`
      );
    },
    plain: (user) => plain(user, 'cat-file', '-p', 'HEAD:lacking'),
  },
];

describe('the settings of the repository that is opened cannot make git run anything by', () => {
  it.each(SETTINGS_ATTACKS)('$name', async ({ settings, plain: setOff }) => {
    const sound = await opened(userRepository({ ...FILES, '.gitattributes': '* filter=evil\n' }));
    const made = await candidate(sound, sound.base, { fresh: 'x' });
    const user = join(temporaryFolder(), 'hostile');
    cpSync(sound.user, user, { recursive: true });
    const { command, wentOff } = trap();
    appendFileSync(join(user, '.git', 'config'), settings(command, user));
    wentOff();
    setOff(user);
    expect(wentOff()).toBe(true);

    const repository = { ...sound.repository, url: user };
    const target = { branch: 'nightshift/attacked', replaces: null };
    await Promise.allSettled([sound.workspace.open(repository, 'attacked.1', target)]);
    await Promise.allSettled([sound.workspace.publish(repository, target.branch, made, null)]);
    expect(wentOff()).toBe(false);
  });
});

describe('what a repository says about its objects is not believed:', () => {
  it('a replaced commit is read as it is', async () => {
    const user = userRepository();
    const evil = commit(user, { 'README.md': 'evil' });
    git(user, 'reset', '--quiet', '--hard', 'HEAD~1');
    git(user, 'replace', 'HEAD', evil);
    expect(git(user, 'show', 'HEAD:README.md')).toBe('evil');
    const { workspace, repository, base } = await opened(user);
    expect(await workspace.readFile(repository, base, 'README.md', 1_000)).toBe('# A library\n');
  });

  it('a graft takes no history away', async () => {
    const user = userRepository();
    const second = commit(user, { second: 'x' });
    writeFileSync(join(user, '.git', 'info', 'grafts'), `${second}\n`);
    expect(git(user, 'rev-list', '--count', 'HEAD')).toBe('1');
    const house = await opened(user);
    expect(git(storeOf(house), 'rev-list', '--count', house.base)).toBe('2');
  });

  it('objects that it borrows from another repository are taken along', async () => {
    const lender = userRepository();
    const user = join(temporaryFolder(), 'borrower');
    git(lender, 'clone', '--quiet', '--shared', lender, user);
    const house = await opened(user);
    rmSync(lender, { recursive: true });
    expect(() => git(user, 'show', 'HEAD:README.md')).toThrow();
    expect(await house.workspace.readFile(house.repository, house.base, 'README.md', 1_000)).toBe('# A library\n');
  });
});
