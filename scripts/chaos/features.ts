// What the specs of a chaos run ask for: small functions of the demo's library, with the tests that judge them. Each
// stands alone in a file that is exported already, so that tasks and specs never get into each other's way.

export interface Feature {
  name: string;
  file: 'src/text.js' | 'src/duration.js' | 'src/money.js';
  title: string;
  /** What it does, for the spec's text. */
  does: string;
  /** The body of `export function NAME(PARAMETERS) { ... }`. */
  parameters: string;
  body: string;
  /** Expressions over `format`, and what they give. */
  examples: readonly [expression: string, value: string][];
}

export const FEATURES: readonly Feature[] = [
  {
    name: 'ordinal',
    file: 'src/text.js',
    title: 'Add ordinal, which writes a place',
    does: 'ordinal(1) is "1st", ordinal(12) is "12th".',
    parameters: 'n',
    body: "const tens = n % 100; const end = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'); return n + end;",
    examples: [
      ['format.ordinal(1)', "'1st'"],
      ['format.ordinal(12)', "'12th'"],
      ['format.ordinal(23)', "'23rd'"],
    ],
  },
  {
    name: 'initials',
    file: 'src/text.js',
    title: 'Add initials, which shortens a name',
    does: 'initials("ada lovelace") is "AL".',
    parameters: 'name',
    body: "return name.trim().split(/\\s+/).filter(Boolean).map((word) => word[0].toUpperCase()).join('');",
    examples: [
      ["format.initials('ada lovelace')", "'AL'"],
      ["format.initials('  grace  hopper ')", "'GH'"],
      ["format.initials('')", "''"],
    ],
  },
  {
    name: 'countWords',
    file: 'src/text.js',
    title: 'Add countWords, which counts the words of a text',
    does: 'countWords("one  two") is 2, and 0 for an empty text.',
    parameters: 'text',
    body: 'return text.split(/\\s+/).filter(Boolean).length;',
    examples: [
      ["format.countWords('one  two')", '2'],
      ["format.countWords('')", '0'],
    ],
  },
  {
    name: 'indent',
    file: 'src/text.js',
    title: 'Add indent, which moves lines to the right',
    does: 'indent("a\\nb", 2) puts two spaces before each line.',
    parameters: 'text, width',
    body: "return text.split('\\n').map((line) => ' '.repeat(width) + line).join('\\n');",
    examples: [
      ["format.indent('a\\nb', 2)", "'  a\\n  b'"],
      ["format.indent('a', 0)", "'a'"],
    ],
  },
  {
    name: 'toMinutes',
    file: 'src/duration.js',
    title: 'Add toMinutes, which counts whole minutes',
    does: 'toMinutes(119000) is 1: what is left over is dropped.',
    parameters: 'ms',
    body: 'return Math.trunc(ms / 60_000);',
    examples: [
      ['format.toMinutes(119_000)', '1'],
      ['format.toMinutes(-60_000)', '-1'],
    ],
  },
  {
    name: 'longer',
    file: 'src/duration.js',
    title: 'Add longer, which tells the longer of two durations',
    does: 'longer("1m", "59s") is "1m"; of equals it is the first.',
    parameters: 'a, b',
    body: 'return parseDuration(b) > parseDuration(a) ? b : a;',
    examples: [
      ["format.longer('1m', '59s')", "'1m'"],
      ["format.longer('60s', '1m')", "'60s'"],
    ],
  },
  {
    name: 'sumOf',
    file: 'src/money.js',
    title: 'Add sumOf, which adds amounts up',
    does: 'sumOf([1, 2, 3]) is 6, and 0 for no amounts.',
    parameters: 'amounts',
    body: 'return amounts.reduce((sum, amount) => sum + amount, 0);',
    examples: [
      ['format.sumOf([1, 2, 3])', '6'],
      ['format.sumOf([])', '0'],
    ],
  },
  {
    name: 'shareOf',
    file: 'src/money.js',
    title: 'Add shareOf, which writes a share in percent',
    does: 'shareOf(1, 4) is "25%"; a share of nothing is "0%".',
    parameters: 'part, whole',
    body: "return whole === 0 ? '0%' : Math.round((part / whole) * 100) + '%';",
    examples: [
      ['format.shareOf(1, 4)', "'25%'"],
      ['format.shareOf(1, 0)', "'0%'"],
    ],
  },
];

/** The file of tests that judges these features. */
export function acceptanceOf(features: readonly Feature[]): string {
  const tests = features.map(({ name, examples }) => {
    const asserts = examples.map(([expression, value]) => `  assert.deepEqual(${expression}, ${value});`);
    return `test('${name} does what the spec says', () => {\n${asserts.join('\n')}\n});\n`;
  });
  const imports = [
    "assert from 'node:assert/strict'",
    "{ test } from 'node:test'",
    "* as format from '../src/index.js'",
  ];
  return `${imports.map((one) => `import ${one};`).join('\n')}\n\n${tests.join('\n')}`;
}

/** The command with which the model writes the feature, or a `slip` of it. What stood there before is replaced. */
export function writing({ name, file, parameters, body }: Feature, slip: boolean): string {
  const [begin, end] = [`// ${name}: begin`, `// ${name}: end`];
  const code = slip ? `void [${parameters}]; throw new Error('not yet');` : body;
  return [
    `sed -i '\\#^${begin}$#,\\#^${end}$#d' ${file}`,
    `cat >> ${file} <<'EOF'`,
    ...[begin, `export function ${name}(${parameters}) {`, `  ${code}`, '}', end, 'EOF', ''],
  ].join('\n');
}
