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
    ['imports', { '#x': './x.js' }],
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
});
