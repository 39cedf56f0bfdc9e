import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GitHubDouble } from '../doubles/github/github-double.js';
import { markdown } from '../doubles/github/web/markdown.js';
import { libraryOnGitHub, thingProposed } from './library.js';

function html(text: string): string {
  return markdown(text, '/acme/library')
    .replace(/^<div class="markdown">|<\/div>$/g, '')
    .trim();
}

describe('Markdown on the pages', () => {
  it.each([
    ['# A *title*', '<h1>A <em>title</em></h1>'],
    [
      '**bold** _leaning_ ~~gone~~ `a*b*c`',
      '<p><strong>bold</strong> <em>leaning</em> <del>gone</del> <code>a*b*c</code></p>',
    ],
    ['snake_case_name and 2*3*4', '<p>snake_case_name and 2*3*4</p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['see #12 and @maya', '<p>see <a href="/acme/library/issues/12">#12</a> and <b>@maya</b></p>'],
    ['[words](https://example.org/?a=1&b=2)', '<p><a href="https://example.org/?a=1&amp;b=2">words</a></p>'],
    ['[words](javascript:alert(1))', '<p>words)</p>'],
    ['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['before <!-- hidden\nwords --> after', '<p>before  after</p>'],
    ['never <!-- closed', '<p>never</p>'],
    ['```html\n<!-- shown -->\n```', '<pre><code>&lt;!-- shown --&gt;\n</code></pre>'],
    ['> quoted', '<blockquote><p>quoted</p>\n</blockquote>'],
    ['---', '<hr>'],
  ])('makes of %j what GitHub does', (text, wanted) => {
    expect(html(text)).toBe(wanted);
  });

  it('lets no HTML through but its own, whatever is written', () => {
    const pieces = [
      '<',
      '>',
      '</',
      '<script>',
      '<details>',
      '</details>',
      '<summary>',
      '<!--',
      '-->',
      '`',
      '**',
      '[a](',
      ')',
    ];
    const more = [
      '"',
      "'",
      '&',
      'javascript:x',
      'onclick=',
      'https://a.b/"x',
      '|',
      '\n',
      '- [x] ',
      '> ',
      '# ',
      '\uE0000\uE000',
      '\\',
      'a b',
    ];
    const text = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (written) => {
        const ours =
          /<\/?(p|br|h[1-6]|strong|em|del|b|a|code|pre|ul|ol|li|hr|blockquote|details|summary|table|thead|tbody|tr|th|td|input)( (href="(https?:|\/|#|mailto:)[^"<>]*"|class="task"|style="text-align:\w+"|type="checkbox" disabled( checked)?))?>/g;
        expect(html(written).replace(ours, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has lists in lists, with boxes that are ticked or not', () => {
    expect(html('- [x] done\n- [ ] open\n  1. first\n  2. second\n\nafter')).toBe(
      '<ul><li class="task"><input type="checkbox" disabled checked> done</li>' +
        '<li class="task"><input type="checkbox" disabled> open<ol><li>first</li><li>second</li></ol>\n</li></ul>\n<p>after</p>',
    );
  });

  it('has tables whose cells may hold bars, and folded details around anything', () => {
    const text =
      '<details><summary>What was **tried**</summary>\n\n| a | b |\n| - | -: |\n| x\\|y | 2 |\n\n</details>\nafter';
    expect(html(text)).toBe(
      '<details><summary>What was <strong>tried</strong></summary><table><thead><tr><th style="text-align:left">a</th>' +
        '<th style="text-align:right">b</th></tr></thead><tbody><tr><td style="text-align:left">x|y</td>' +
        '<td style="text-align:right">2</td></tr></tbody></table>\n</details>\n<p>after</p>',
    );
  });
});

describe('pages', () => {
  let github: GitHubDouble;

  beforeEach(async () => {
    github = await libraryOnGitHub();
  });

  afterEach(async () => {
    const { problems } = github;
    await github.close();
    expect(problems).toEqual([]);
  });

  async function page(path: string): Promise<string> {
    const response = await fetch(`${github.url}${path}`);
    expect([path, response.status]).toEqual([path, 200]);
    return response.text();
  }

  it('show an issue with its labels, words and reactions, and nothing that is hidden', async () => {
    const issue = github.as('maya').openIssue({ title: 'Add <b>a</b> thing', body: 'Please. <!-- nightshift:key -->' });
    issue.label('nightshift:running').comment('- [ ] first').react('eyes');
    const text = await page('/acme/library/issues/1');
    expect(text).toContain('Add &lt;b&gt;a&lt;/b&gt; thing');
    expect(text).toContain('nightshift:running');
    expect(text).toContain('type="checkbox"');
    expect(text).toContain('👀 1');
    expect(text).not.toContain('nightshift:key');
    expect(await page('/acme/library')).toContain('href="/acme/library/issues/1"');
    expect(await page('/')).toContain('acme/library');
  });

  it('show a pull request with its change, checks, reviews and the words on its lines', async () => {
    const number = await thingProposed(github);
    const pull = github.as('maya').pull(number);
    const run = pull.setCheck({ name: 'test', conclusion: 'failure', log: 'it fails', output: { title: '1 failed' } });
    pull.setStatus({ state: 'success', context: 'lint' });
    const remarks = [{ path: 'lib/b.js', line: 1, body: 'Why?' }];
    await github.as('rita').pull(number).review({ event: 'REQUEST_CHANGES', body: 'Not yet.', remarks });
    pull.reply(0, 'Because.');
    const text = await page(`/acme/library/pull/${number}`);
    for (const words of ['A thing', 'requested changes', 'Why?', 'Because.', '1 failing', 'lib/b.js', '+bb', 'Add b']) {
      expect(text).toContain(words);
    }
    expect(await page(`/acme/library/runs/${run.id}`)).toContain('it fails');
    expect(await page(`/acme/library/commit/${pull.data.pull.headSha}`)).toContain('+bb');
    expect(await page('/acme/library/pulls')).toContain('A thing');
    await github.as('rita').pull(number).merge();
    expect(await page(`/acme/library/pull/${number}`)).toContain('<span class="state merged">Merged</span>');
    expect((await fetch(`${github.url}/acme/library/issues/99`)).status).toBe(404);
  });
});
