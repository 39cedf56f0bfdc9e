import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { homeIn } from '../../../activities/home.js';
import { checkRepository } from '../../../cli/doctor/check-repository.js';
import { temporaryFolder, userRepository } from '../../activities/workspace/repositories.js';

function lines(files: Record<string, string>) {
  const folder = temporaryFolder();
  const home = homeIn({
    state: join(folder, 'state'),
    cache: join(folder, 'cache'),
    config: join(folder, 'config.yml'),
  });
  return checkRepository({ cwd: folder, home }, userRepository(files)).then((checks) =>
    checks.map(
      ({ name, ok, found, advice }) => `${ok ? '' : 'bad '}${name}: ${found}${advice === null ? '' : ` -> ${advice}`}`,
    ),
  );
}

describe('what doctor says of a repository', () => {
  it('is how it is tested, and on what evidence, line by line', async () => {
    const package_ = JSON.stringify({ scripts: { test: 'jest' }, devDependencies: { jest: '30' } });
    const found = await lines({ 'package.json': package_, 'go.mod': 'module x\n', 'web/package.json': '{}' });
    expect(found).toEqual(
      expect.arrayContaining([
        'tests: npm test && go test ./...',
        'evidence: package.json: scripts.test is "jest"',
        'evidence: go.mod: a Go module',
        expect.stringMatching(/^evidence: all of them are run; name one with --test/),
        expect.stringMatching(/^evidence: not run: web\/package\.json/),
        expect.stringMatching(/^evidence: setup: npm install .* && go mod download$/),
        'evidence: report: jest, read test by test',
        'command: npm test: jest',
        'command: go test ./...: gotest',
      ]),
    );
  });

  it('names what a run does not have of it', async () => {
    const found = await lines({
      'go.mod': 'module x\n',
      '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n',
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    });
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^evidence: \.gitmodules: folders of submodules are empty in a run; tests/),
        expect.stringMatching(/^evidence: \.gitattributes: files kept by Git LFS are pointers in a run; tests/),
      ]),
    );
    expect((await lines({ 'go.mod': 'module x\n', '.gitattributes': '# no filter=lfs\n' })).join()).not.toMatch(/LFS/);
  });

  it('is what goes before what was found', async () => {
    const config = 'validator: { setup: make deps, test: make check, report: tap }\n';
    expect(await lines({ 'nightshift.yml': config, 'go.mod': 'module x\n' })).toEqual(
      expect.arrayContaining([
        'tests: make check',
        'evidence: test command given: make check',
        'evidence: setup given: make deps',
        'evidence: report: tap, read test by test',
      ]),
    );
  });

  it('is the way out where nothing was found, with the projects below the top', async () => {
    const [last] = (await lines({ 'backend/pyproject.toml': '', 'README.md': '' })).slice(-1);
    expect(last).toMatch(/^bad tests: no test command -> .*--test.*validator: \{ test: COMMAND \}/);
    expect(last).toContain('There is backend/pyproject.toml: setup: cd backend && ..., test: cd backend && ...');
  });
});
