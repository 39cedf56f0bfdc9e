import { beforeAll, describe, expect, it } from '@jest/globals';
import { dependencyNote } from '../../../activities/validator/dependencies/dependency-note.js';
import type { DependencyRule } from '../../../core/terms.js';
import type { BaselineOk } from '../../../core/validator.js';
import { input } from './dependency-room.js';
import { candidate, findingsOf, inJudged, judged, type Room, room, usableBaseline } from './room.js';

/** Stands for a package manager: installs what package.json names, writes a lockfile, and knows all packages but one. */
const INSTALL = `
const fs = require('node:fs');
const { dependencies = {} } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
for (const [name, version] of Object.entries(dependencies)) {
  if (name === 'unknown') throw new Error('404 Not Found: ' + name);
  fs.mkdirSync('node_modules/' + name, { recursive: true });
  fs.writeFileSync('node_modules/' + name + '/index.js', 'module.exports = ' + JSON.stringify(version));
}
fs.writeFileSync('package-lock.json', JSON.stringify({ made: dependencies }));
`;
const SCRIPTS = { test: 'node --test' };
const FILES = {
  'install.cjs': INSTALL,
  'package.json': JSON.stringify({ scripts: SCRIPTS, dependencies: { one: '1.0.0' } }),
  'package-lock.json': JSON.stringify({ made: { one: '1.0.0' } }),
  'requirements.txt': 'six\n',
  'pyproject.toml': '',
  'a.js': "module.exports = () => require('one');\n",
  'test/a.test.js':
    "require('node:test')('gives a version', () => require('node:assert').match(require('../a.js')(), /^\\d/));\n",
};

function manifest(dependencies: object, scripts: object = SCRIPTS): string {
  return JSON.stringify({ scripts, dependencies });
}

/** Uses a package that the base does not have, and tries to get away without tests. */
const USES_TWO = {
  'package.json': manifest({ one: '1.0.0', two: '2.0.0' }, { test: 'true' }),
  'package-lock.json': '{"made":"by the candidate"}',
  'a.js': "module.exports = () => require('two');\n",
};

async function houseWith(dependencies: DependencyRule): Promise<Room> {
  return room(FILES, { setup: 'node install.cjs', dependencies });
}

describe('a candidate that wants another dependency', () => {
  let house: Room;
  let base: BaselineOk;

  describe('while dependencies are frozen', () => {
    beforeAll(async () => {
      house = await houseWith('frozen');
      base = await usableBaseline(house);
    });

    it('is judged without it, by the manifest and the lockfile of the base', async () => {
      const verdict = await judged(house, base, await candidate(house, USES_TWO));
      expect(verdict).toMatchObject({ passed: false, tampered: ['package-lock.json', 'package.json'] });
      expect(await inJudged(house, verdict, 'package.json')).toBe(FILES['package.json']);
    });
  });

  describe('where the operator allows it', () => {
    beforeAll(async () => {
      house = await houseWith('allow');
      base = await usableBaseline(house);
    });

    it('has it when judged, with a lockfile that fits, and with the scripts of the base', async () => {
      const verdict = await judged(house, base, await candidate(house, USES_TWO));
      expect(verdict).toMatchObject({ passed: true, tampered: ['package.json'] });
      const dependencies = { one: '1.0.0', two: '2.0.0' };
      expect(JSON.parse((await inJudged(house, verdict, 'package.json')) ?? '')).toEqual({
        scripts: SCRIPTS,
        dependencies,
      });
      expect(await inJudged(house, verdict, 'package-lock.json')).toBe(JSON.stringify({ made: dependencies }));
    });

    it('gets the same commit for the same work from a verdict that is known', async () => {
      const again = await judged(house, base, await candidate(house, USES_TWO), { name: '2' });
      expect(again).toMatchObject({ passed: true, cached: true });
      expect(await inJudged(house, again, 'package-lock.json')).toContain('two');
    });

    it('does not pass when it cannot be installed, and reads why', async () => {
      const wishes = { 'package.json': manifest({ one: '1.0.0', unknown: '1' }) };
      const verdict = await judged(house, base, await candidate(house, wishes));
      expect(verdict).toMatchObject({ passed: false, reason: 'incomplete' });
      expect((await findingsOf(house, verdict))[0]?.message).toContain('404 Not Found: unknown');
    });

    it('is judged by the base when it names a folder in place of a package', async () => {
      const verdict = await judged(
        house,
        base,
        await candidate(house, { 'package.json': manifest({ one: 'file:./fake' }), 'b.js': '' }),
      );
      expect(verdict.tampered).toEqual(['package.json']);
      expect(await inJudged(house, verdict, 'package.json')).toBe(FILES['package.json']);
    });
  });
});

describe('a model that changes what is to be installed', () => {
  async function told(dependencies: DependencyRule, changes: Record<string, string>): Promise<string | null> {
    const house = await houseWith(dependencies);
    return dependencyNote(house.hands.workspace, input(house), await candidate(house, changes));
  }

  it('is told that it will not be, while dependencies are frozen', async () => {
    const note = await told('frozen', { 'package.json': manifest({ two: '2' }), 'requirements.txt': 'attrs\n' });
    expect(note).toMatch(
      /^note: dependencies are fixed in this run: .*package\.json, requirements\.txt is not installed/,
    );
  });

  it('is told what will be from its next turn on, where that is allowed', async () => {
    const note = await told('allow', { 'package.json': manifest({ two: '2' }), 'pyproject.toml': '[project]' });
    expect(note).toMatch(
      /^note: from your next turn on, what package\.json asks for is installed.*\nnote: .*pyproject\.toml/,
    );
  });

  it('is told nothing about other changes', async () => {
    expect(await told('frozen', { 'a.js': '', 'package.json': manifest({ one: '1.0.0' }, { test: 'x' }) })).toBeNull();
  });
});
