import { describe, expect, test } from '@jest/globals';
import { outlineTexts } from '../../../../activities/models/repository-map/outline-texts.js';
import { indexFiles, resolveImport } from '../../../../activities/models/repository-map/resolve-imports.js';

const BREAKING = new URL('../../../doubles/breaking-outline-thread.mjs', import.meta.url);

async function outlineOf(path: string, text: string) {
  const outline = (await outlineTexts(new Map([[path, text]]))).get(path)!;
  return {
    definitions: outline.definitions.map(({ line, name, signature }) => `${line} ${name}: ${signature}`),
    imports: outline.imports,
  };
}

describe('the outline of a text', () => {
  test.each([
    [
      'a.ts',
      "import { x } from './x.js';\nexport * from './y.js';\nexport interface A<T> {\n  go(a: T): void;\n}\n" +
        'export const k = 3;\nconst hidden = 4;\nconst f = async (a: number) => a;\nexport class B extends C {\n  #p() {}\n  m(\n    a: string,\n  ): number {\n    return 1;\n  }\n}\n',
      [
        '3 A: export interface A<T>',
        '4 go: go(a: T): void',
        '6 k: export const k = 3',
        '8 f: f = async (a: number)',
        '9 B: export class B extends C',
        '11 m: m( a: string, ): number',
      ],
      ['./x.js', './y.js'],
    ],
    [
      'a.js',
      "const x = require('./x');\nmodule.exports = { x };\nfunction Foo (a) { return 1 }\nFoo.prototype.bar = function (q) { };\n",
      ['2 exports: module.exports', '3 Foo: function Foo (a)', '4 bar: Foo.prototype.bar = function (q)'],
      ['./x'],
    ],
    [
      'a.py',
      'import os, a.b as c\nfrom .m import (z,\n q)\n@dec\nclass A(B):\n  def __init__(self, a: int = 3) -> None:\n    pass\nasync def f(x):\n  return 1\n',
      ['5 A: class A(B)', '6 __init__: def __init__(self, a: int = 3) -> None', '8 f: async def f(x)'],
      ['os', 'a.b', '.m', '.m.z', '.m.q'],
    ],
    [
      'a.go',
      'package a\nimport (\n "fmt"\n x "github.com/a/b/c"\n)\ntype T struct {\n a int\n}\nfunc (t *T) Run(c int) error {\n return nil\n}\n',
      ['6 T: T struct', '9 Run: func (t *T) Run(c int) error'],
      ['fmt', 'github.com/a/b/c'],
    ],
    [
      'a.rs',
      'use crate::a::b::{C, D};\nmod foo;\npub struct S { a: u8 }\nimpl S { pub fn new(a: u8) -> Self { S{a} } }\n',
      ['3 S: pub struct S', '4 S: impl S', '4 new: pub fn new(a: u8) -> Self'],
      ['crate::a::b::{C, D}', 'mod foo'],
    ],
    [
      'A.java',
      'package p;\nimport a.b.C;\npublic class A<T> extends B {\n  public A() {}\n  public int go(String s) throws E { return 1; }\n}\n',
      ['3 A: public class A<T> extends B', '4 A: public A()', '5 go: public int go(String s) throws E'],
      ['a.b.C'],
    ],
    [
      'a.rb',
      'require_relative "../z"\nmodule M\n class A < B\n  def go(a, b = 1)\n  end\n end\nend\n',
      ['2 M: module M', '3 A: class A < B', '4 go: def go(a, b = 1)'],
      ['./../z'],
    ],
    [
      'a.cs',
      'using System.Linq;\nnamespace N { public class A { public void Go(int a) { } } }\n',
      ['2 A: public class A', '2 Go: public void Go(int a)'],
      ['System.Linq'],
    ],
    [
      'a.cpp',
      '#include "b/c.h"\nint n::A::go(int a) { return 1; }\nstatic int f(const char *p);\n',
      ['2 go: int n::A::go(int a)', '3 f: static int f(const char *p)'],
      ['b/c.h'],
    ],
    [
      'a.kt',
      'import a.b.C\ndata class A(val x: Int) {\n  fun go(): Int {\n',
      ['2 A: data class A(val x: Int)', '3 go: fun go(): Int'],
      ['a.b.C'],
    ],
  ])('names definitions and imports of %s', async (path, text, definitions, imports) => {
    expect(await outlineOf(path, text)).toEqual({ definitions, imports });
  });

  test('is plain, and there, for a text on which the grammar would work without end', async () => {
    const honest = 'class A {\n  int Go(int a) { return 1; }\n}\n';
    expect((await outlineOf('a.cs', honest)).definitions).toEqual(['1 A: class A', '2 Go: int Go(int a)']);
    // Every `<` may be a comparison or open a list of types.
    const { definitions } = await outlineOf('a.cs', `${honest}${'a<b,c>(d)('.repeat(2_000)}`);
    expect(definitions).toEqual(['1 A: class A']);
  });

  test('is plain for texts that break their grammar, and parsed for all others', async () => {
    const texts = new Map(['one', 'throw', 'two', 'exit', 'three'].map((text) => [`${text}.js`, text]));
    const outlines = await outlineTexts(texts, BREAKING);
    const names = [...texts.keys()].map((path) => outlines.get(path)?.definitions.map(({ name }) => name));
    expect(names).toEqual([['one'], [], ['two'], [], ['three']]);
  });

  test('is there for every text when the grammar breaks again and again', async () => {
    const texts = new Map(
      Array.from({ length: 12 }, (_, at) => [`${at}.ts`, at === 11 ? 'function late() {}' : 'throw']),
    );
    const outlines = await outlineTexts(texts, BREAKING);
    expect(outlines.size).toBe(12);
    expect(outlines.get('11.ts')?.definitions[0]?.name).toBe('late');
  });
});

test('says so when no text can be parsed at all, and does not pass plain outlines off as parsed ones', async () => {
  const absent = new URL('./absent.mjs', import.meta.url);
  await expect(outlineTexts(new Map([['a.ts', 'const absent = 1;']]), absent)).rejects.toThrow('no text can be parsed');
});

describe('an import', () => {
  test.each([
    ['src/a.ts', './b.js', ['src/b.ts'], ['src/b.ts']],
    ['src/a.ts', '@/util', ['src/util/index.ts'], ['src/util/index.ts']],
    ['src/a.js', 'left-pad', ['left.js'], []],
    ['a.js', '../../etc/passwd', ['etc/passwd'], []],
    ['pkg/sub/a.py', '..core', ['pkg/core.py'], ['pkg/core.py']],
    ['tests/a.py', 'pkg.core', ['src/pkg/core.py'], ['src/pkg/core.py']],
    ['cmd/a.go', 'github.com/o/r/lib/x', ['lib/x/x.go', 'lib/x/x_test.go'], ['lib/x/x.go']],
    ['cmd/a.go', 'fmt', ['fmt/x.go'], []],
    ['src/lib.rs', 'mod foo', ['src/foo/mod.rs'], ['src/foo/mod.rs']],
    ['src/a/mod.rs', 'crate::b::c::D', ['src/b/c.rs'], ['src/b/c.rs']],
    ['src/main/java/p/A.java', 'p.q.B', ['src/main/java/p/q/B.java', 'x/B.java'], ['src/main/java/p/q/B.java']],
    ['lib/a.rb', './../z', ['z.rb'], ['z.rb']],
    ['src/a.cpp', 'b/c.h', ['include/b/c.h'], ['include/b/c.h']],
  ])('of %s, %s, names files of the repository alone', (from, name, paths, found) => {
    expect(resolveImport(indexFiles([from, ...paths]), from, name)).toEqual(found);
  });
});
