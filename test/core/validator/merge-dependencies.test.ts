import { describe, expect, it } from '@jest/globals';
import { asksForOtherDependencies, mergeDependencies } from '../../../core/validator/merge-dependencies.js';
import { mergeRequirements } from '../../../core/validator/merge-requirements.js';

function manifest(fields: object): string {
  return `${JSON.stringify({ name: 'x', scripts: { test: 'jest' }, ...fields }, null, 4)}\n`;
}

describe("a candidate's wishes in package.json", () => {
  const base = manifest({ dependencies: { a: '^1.0.0', own: 'file:./own' } });

  it('count when they name versions or tags, with everything else as the base has it', () => {
    const wishes = { a: '^2.0.0 || 3.x', own: 'file:./own', b: 'latest' };
    const merged = mergeDependencies(base, manifest({ dependencies: wishes, scripts: { test: 'true' }, jest: {} }));
    expect(merged).toBe(manifest({ dependencies: wishes }));
  });

  it.each([
    'file:./fake',
    'link:../fake',
    'npm:fake@1',
    'workspace:*',
    'someone/fake',
    'git+ssh://git@host/fake',
    'https://host/fake.tgz',
  ])('do not count when one of them is "%s"', (version) => {
    expect(mergeDependencies(base, manifest({ dependencies: { own: 'file:./own', jest: version } }))).toBe(base);
  });

  it.each([['overrides'], ['resolutions'], ['workspaces'], ['bundleDependencies']])('do not count in "%s"', (field) => {
    expect(
      mergeDependencies(base, manifest({ dependencies: { a: '^1.0.0', own: 'file:./own' }, [field]: { jest: '1' } })),
    ).toBe(base);
  });

  it('leave the base as it is when either text is no object', () => {
    expect(mergeDependencies(base, 'oops')).toBe(base);
    expect(mergeDependencies('[]', base)).toBe('[]');
  });

  it('are told apart from other changes', () => {
    expect(
      asksForOtherDependencies(base, manifest({ dependencies: { a: '^1.0.0', own: 'file:./own' }, version: '2' })),
    ).toBe(false);
    expect(asksForOtherDependencies(base, manifest({ devDependencies: { jest: '30' } }))).toBe(true);
  });
});

describe("a candidate's wishes in a list of requirements", () => {
  const base = '# ours\n-e ./own\nsix==1.16\n';

  it('count when all new lines name packages and versions', () => {
    const wishes = `${base}attrs>=23,<24 ; python_version >= "3.9"  # why\nrequests[socks]~=2.0\n`;
    expect(mergeRequirements(base, wishes)).toBe(wishes);
  });

  it.each([
    '-e ./fake',
    '--index-url https://host/simple',
    '-r other.txt',
    './fake',
    'pytest @ file:///w/fake',
    'pytest @ https://host/pytest.whl',
    'https://host/pytest.whl',
    'git+https://host/pytest',
  ])('do not count when one of them is "%s"', (line) => {
    expect(mergeRequirements(base, `${base}attrs\n${line}\n`)).toBe(base);
  });
});
