import { describe, expect, it } from '@jest/globals';
import { mergeManifest } from '../../../core/validator/merge-manifest.js';

const BASE = `{
    "name": "library",
    "version": "1.0.0",
    "scripts": { "test": "node --test" },
    "dependencies": { "left": "1.0.0" }
}
`;

function changed(fields: object): string {
  return JSON.stringify({ ...JSON.parse(BASE), ...fields });
}

describe('merging package.json', () => {
  it('gives back the bytes of the base when nothing of the candidate remains', () => {
    expect(mergeManifest(BASE, JSON.stringify(JSON.parse(BASE)))).toEqual({ text: BASE, restored: [] });
    expect(mergeManifest(BASE, changed({ scripts: { test: 'true' } }))).toEqual({ text: BASE, restored: ['scripts'] });
  });

  it.each([
    ['scripts', { test: 'exit 0' }],
    ['type', 'module'],
    ['imports', { x: './x.js' }],
    ['jest', { testMatch: [] }],
    ['dependencies', { left: '2.0.0' }],
    ['devDependencies', { jest: 'file:./fake' }],
    ['overrides', { left: '3.0.0' }],
    ['a-field-of-tomorrow', true],
  ])('keeps %s as the base has it', (field, value) => {
    expect(mergeManifest(BASE, changed({ [field]: value }))).toEqual({ text: BASE, restored: [field] });
  });

  it('takes what describes the package from the candidate, in the form of the base', () => {
    const merged = mergeManifest(BASE, changed({ version: '1.1.0', exports: './src/index.js', scripts: {} }));
    expect(JSON.parse(merged.text)).toEqual({ ...JSON.parse(BASE), version: '1.1.0', exports: './src/index.js' });
    expect(merged.text).toMatch(/^\{\n {4}"name"[\s\S]*\}\n$/);
    expect(merged.restored).toEqual(['scripts']);
  });

  it('takes nothing from a manifest that is no JSON object', () => {
    for (const broken of ['', '{', '[]', 'null', '"x"']) {
      expect(mergeManifest(BASE, broken)).toEqual({ text: BASE, restored: ['*'] });
    }
  });

  it('takes scripts that nothing in the base calls, and names for its own files', () => {
    const wish = { scripts: { test: 'node --test', lint: 'eslint .' }, imports: { '#x': './x.js' } };
    const merged = mergeManifest(BASE, changed(wish));
    expect(JSON.parse(merged.text)).toEqual({ ...JSON.parse(BASE), ...wish });
    expect(merged.restored).toEqual([]);
  });

  it.each([
    ['that run by themselves', { test: 'node --test' }, ['pretest', 'postinstall', 'prepare']],
    ['that the base calls without having them', { test: 'npm run --if-present lint; node --test' }, ['lint']],
    ['that the base calls by a pattern', { test: 'run-s test:*' }, ['test:mine']],
  ])('takes no scripts %s', (_which, scripts, names) => {
    const base = JSON.stringify({ scripts });
    for (const name of names) {
      const wish = JSON.stringify({ scripts: { ...scripts, [name]: 'true' } });
      expect(mergeManifest(base, wish)).toEqual({ text: base, restored: ['scripts'] });
    }
  });

  it('takes no name that would go before a pattern of the base', () => {
    const base = JSON.stringify({ imports: { '#lib/*': './lib/*' } });
    const wish = JSON.stringify({ imports: { '#lib/*': './lib/*', '#lib/assert.js': './src/assert.js' } });
    expect(mergeManifest(base, wish)).toEqual({ text: base, restored: ['imports'] });
  });
});
