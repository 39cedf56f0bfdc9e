import { describe, expect, test } from '@jest/globals';
import { SPEC_BYTES_MAX } from '../../core/spec.js';
import { parseSpec } from '../../schemas/spec.js';

function parse(text: string) {
  return parseSpec(Buffer.from(text), 'spec.md');
}

function problemOf(content: string | Uint8Array): string {
  const parsed = parseSpec(Buffer.from(content), 'spec.md');
  return parsed.ok ? '' : parsed.problem;
}

describe('the title of a spec', () => {
  test.each([
    ['the first heading', 'Intro.\n\n# Add a slug function\n\nText', 'Add a slug function'],
    ['a heading with closing marks', '# Add it ##\n', 'Add it'],
    ['the front matter before the heading', '---\ntitle: From above\ntags: [a]\n---\n# Below\n', 'From above'],
    ['the first line without any heading', '\n\nMake it faster\nplease', 'Make it faster'],
    ['the first line when only deeper headings stand there', '## Small thing\ntext', 'Small thing'],
    ['the first line that says something when the heading is empty', '# \n\nMake it faster\n', 'Make it faster'],
    ['a heading outside of code', '```sh\n# not this\n```\n# This\n', 'This'],
    ['windows line ends', '---\r\ntitle: Win\r\n---\r\nbody\r\n', 'Win'],
  ])('is %s', (_, text, title) => {
    expect(parse(text)).toMatchObject({ ok: true, title });
  });

  test('may be missing from the front matter', () => {
    expect(parse('---\nowner: me\n---\n# Do it\n')).toMatchObject({ ok: true, title: 'Do it' });
  });
});

test('the body has no front matter and keeps the blocks', () => {
  const parsed = parse('---\ntitle: T\n---\n\nBody\n\n```js file=test/a.test.js\nok();\n```\n');
  expect(parsed).toMatchObject({ ok: true, body: 'Body\n\n```js file=test/a.test.js\nok();\n```\n' });
});

test('a document that begins with a thematic break is no front matter', () => {
  expect(parse('---\n# Title\ntext\n')).toMatchObject({ ok: true, title: 'Title' });
});

describe('a spec is refused with what is wrong', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'spec.md is empty; write a "# Title" and what to do'],
    ['blank', ' \n\t\n', 'spec.md is empty; write a "# Title" and what to do'],
    ['marks of headings only', '# \n##\n', 'spec.md has no title; begin it with a "# Title" that says what to do'],
    [
      'front matter without an end',
      '---\ntitle: x\nbody',
      'spec.md has front matter without an end; close it with ---',
    ],
    ['front matter only', '---\ntitle: x\n---\n', 'spec.md has front matter only; write below it what to do'],
    ['empty front matter only', '---\n---\n', 'spec.md has front matter only; write below it what to do'],
    ['invalid UTF-8', Uint8Array.of(0x23, 0x20, 0xff, 0xfe), 'spec.md is not valid UTF-8; save it as UTF-8 text'],
    ['a NUL byte', '# a\0b', 'spec.md holds a NUL byte; a spec is plain text in UTF-8'],
    [
      'one megabyte',
      'x'.repeat(1_048_576),
      `spec.md has 1048576 bytes; a spec has at most ${SPEC_BYTES_MAX}. Split it, or point to files in the repository`,
    ],
    [
      'a first line of 300 characters',
      'x'.repeat(300),
      'spec.md has a title of 300 characters; give it a "# heading" of at most 200',
    ],
    [
      'a title that is no text',
      '---\ntitle: [a]\n---\nbody',
      'spec.md has front matter whose title is not a text; use "title: What to do"',
    ],
  ])('%s', (_, content, problem) => {
    expect(problemOf(content)).toBe(problem);
  });

  test('front matter that does not parse, with its line', () => {
    expect(problemOf('---\ntitle: ok\nother: [a\n---\nbody')).toMatch(
      /^spec\.md has front matter that is not valid YAML, line [34]: /,
    );
  });
});

describe('acceptance files', () => {
  test('are fenced blocks with file=PATH, by path, to the letter', () => {
    const parsed = parse(
      [
        '# T',
        '```js file=test/a.test.js',
        'one();',
        '',
        '  two();',
        '```',
        '~~~~ts file="test/with space.test.ts" other',
        '```',
        '~~~~',
        '  ```py file=tests/test_b.py',
        '  def test(): pass',
        '  ```',
        '```js',
        'file=not/this.js',
        '```',
      ].join('\n'),
    );
    expect(parsed).toMatchObject({
      ok: true,
      acceptanceFiles: {
        'test/a.test.js': 'one();\n\n  two();\n',
        'test/with space.test.ts': '```\n',
        'tests/test_b.py': 'def test(): pass\n',
      },
    });
  });

  test('are null without any', () => {
    expect(parse('# T\n```js\nx\n```\n')).toMatchObject({ ok: true, acceptanceFiles: null });
  });

  test.each([
    '../up.js',
    'a/../../up.js',
    '/etc/passwd',
    'C:/x.js',
    'a\\b.js',
    './a.js',
    'a//b.js',
    '.git/hooks/post-checkout',
    'sub/.GIT/config',
    '',
  ])('may not leave the tree: %j', (path) => {
    expect(problemOf(`# T\n\`\`\`js file="${path}"\nx\n\`\`\`\n`)).toContain('use a path inside the repository');
  });

  test('may not be given twice, be folders of each other, stay open or be too many', () => {
    const block = (path: string) => `\`\`\`js file=${path}\nx\n\`\`\`\n`;
    expect(problemOf(`# T\n${block('a.js')}${block('a.js')}`)).toBe('spec.md gives file=a.js twice');
    expect(problemOf(`# T\n${block('a')}${block('a/b.js')}`)).toContain('one would have to be a folder');
    expect(problemOf('# T\n```js file=a.js\nx\n')).toBe('spec.md opens file=a.js and never closes the block');
    const many = Array.from({ length: 51 }, (_, index) => block(`t${index}.js`)).join('');
    expect(problemOf(`# T\n${many}`)).toBe('spec.md gives more than 50 files');
  });

  test('may be called like parts of an object', () => {
    const parsed = parse('# T\n```js file=__proto__\nx\n```\n');
    expect(parsed.ok && Object.keys(parsed.acceptanceFiles ?? {})).toEqual(['__proto__']);
  });
});

describe('tests of the repository that a spec names', () => {
  test('are none unless its front matter names them', () => {
    expect(parse('# T\n')).toMatchObject({ ok: true, acceptancePaths: [] });
    expect(parse('---\nacceptance: [test/pending.test.js, "test/next/**"]\n---\n# T\n')).toMatchObject({
      acceptancePaths: ['test/pending.test.js', 'test/next/**'],
    });
  });

  test.each(['test/a.js', '[3]', '["../a"]', '["**"]'])(
    'are refused where they are no list of paths: %s',
    (written) => {
      expect(problemOf(`---\nacceptance: ${written}\n---\n# T\n`)).toContain('acceptance: [test/pending.test.js]');
    },
  );
});

describe('front matter', () => {
  test('may hold keys of others, which are told of', () => {
    expect(parse('---\ntitle: T\nlabels: [a]\nbudget: 5\n---\nbody\n')).toMatchObject({
      ok: true,
      ignoredKeys: ['labels', 'budget'],
    });
  });

  test.each([
    ['maychange', 'mayChange'],
    ['may-change', 'mayChange'],
    ['mayChang', 'mayChange'],
    ['Acceptence', 'acceptance'],
    ['titel', 'title'],
  ])('is refused where %j can only be a slip', (key, known) => {
    expect(problemOf(`---\n${key}: [test/a.js]\n---\n# T\n`)).toBe(
      `spec.md has "${key}" in its front matter; did you mean "${known}"?`,
    );
  });

  test('a file that is meant to be given is not taken for an example', () => {
    expect(problemOf('# T\n```js file = test/a.js\nx\n```\n')).toContain('use file=PATH');
    expect(problemOf('# T\n```js file =test/a.js\nx\n```\n')).toContain('use file=PATH');
  });
});

describe('what a spec lets candidates change', () => {
  test('is nothing unless its front matter names it', () => {
    expect(parse('# T\n')).toMatchObject({ ok: true, mayChange: [] });
    expect(parse('---\nmayChange: [test/old.test.js, "docs/**/*.snap"]\n---\n# T\n')).toMatchObject({
      mayChange: ['test/old.test.js', 'docs/**/*.snap'],
    });
  });

  test.each(['test/a.js', '[3]', '[/etc/passwd]', '["../a"]', '["**"]', '["*/**"]', '["!a"]', '["a\\\\b"]'])(
    'is refused where it is no list of paths in the repository: %s',
    (written) => {
      expect(problemOf(`---\nmayChange: ${written}\n---\n# T\n`)).toContain('mayChange: [test/old.test.js]');
    },
  );
});
