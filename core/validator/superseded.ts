// Old tests that a spec contradicts, as the author of its tests names them. Naming one excuses nobody by itself: only a
// person's leave sets it aside, and without that a result that fails it is a draft.
import type { Stability, Verdict } from '../validator.js';
import { fileOfTest, isWholeFile, testNames } from './test-id.js';

/** A test of the base that cannot pass once the spec is fulfilled, if its author is right. */
export interface SupersededTest {
  id: string;
  /** In the author's words, one line; empty when it gave no reason. */
  why: string;
}

export interface SupersededTests {
  tests: SupersededTest[];
  /** Lines that name no test that passes on the base. */
  unknown: string[];
}

/** More contradicted tests than these are another product, not a spec. */
export const SUPERSEDED_MAX = 20;
const LINE_CHARS_MAX = 300;
/** Begins the list in the author's last message. */
export const SUPERSEDED_HEADING = /^#+[ \t]*Superseded[ \t]*$/im;
const ITEM = /^[ \t]*[-*][ \t]+(.+)$/;
const NONE = /^(?:none|nothing|n\/a)\b/i;
/** What stands between a test's name and the reason. */
const REASON = /[ \t]+(?:because|since|—|–|--?)[ \t]+|:[ \t]+/;

/**
 * Reads the list under "Superseded" in the author's last message: one test a line, with its file, its name and why.
 * `stability` is the base's; only tests that always pass there can be contradicted.
 */
export function readSuperseded(message: string, stability: Readonly<Record<string, Stability>>): SupersededTests {
  const passing = Object.keys(stability).filter((id) => stability[id] === 'stablePass' && !isWholeFile(id));
  const found = new Map<string, string>();
  const unknown: string[] = [];
  for (const line of listedLines(message)) {
    const named = namedIn(line, passing);
    if (named.length === 0) unknown.push(line);
    for (const id of named) if (!found.has(id)) found.set(id, reasonIn(line, id));
  }
  const tests = [...found].map(([id, why]) => ({ id, why })).slice(0, SUPERSEDED_MAX);
  return { tests, unknown: unknown.slice(0, SUPERSEDED_MAX) };
}

/** The items of the section, up to the next heading. */
function listedLines(message: string): string[] {
  const heading = SUPERSEDED_HEADING.exec(message);
  if (!heading) return [];
  const [section = ''] = message.slice(heading.index + heading[0].length).split(/^#+[ \t]/m);
  return section
    .split('\n')
    .map((line) => (ITEM.exec(line)?.[1] ?? '').replaceAll('`', '').trim().slice(0, LINE_CHARS_MAX))
    .filter((line) => line !== '' && !NONE.test(line));
}

/**
 * The tests whose last name stands in the line as a whole, told apart by what else of them stands there: the file, the
 * suites, and of two names the longer one. Parameters may be left out, and then all of them are meant.
 */
function namedIn(line: string, ids: readonly string[]): string[] {
  const scored = ids.flatMap((id) => {
    const names = testNames(id);
    const last = withoutParameters(names.at(-1) ?? '');
    if (!standsIn(line, last)) return [];
    const others = names.slice(0, -1).filter((name) => standsIn(line, name)).length;
    const exact = line.includes(names.at(-1) ?? '') ? 1 : 0;
    return [{ id, score: [last.length, others, exact] }];
  });
  const best = scored.reduce<number[]>((most, { score }) => (compare(score, most) > 0 ? score : most), []);
  const named = scored.filter(({ score }) => compare(score, best) === 0).map(({ id }) => id);
  // A name that several files have, and no file beside it, could mean any of them.
  return new Set(named.map(fileOfTest)).size === 1 ? named : [];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== (b[index] ?? -1));
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? -1);
}

function withoutParameters(name: string): string {
  return name.replace(/\[.*\]$/, '') || name;
}

/** True when the name stands there and no letter or digit goes on before or behind it. */
function standsIn(line: string, name: string): boolean {
  if (name === '') return false;
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
    const around = `${line[at - 1] ?? ' '}${line[at + name.length] ?? ' '}`;
    if (!/[\p{L}\p{N}_]/u.test(around)) return true;
  }
  return false;
}

/** What stands behind the test's name. */
function reasonIn(line: string, id: string): string {
  const name = withoutParameters(testNames(id).at(-1) ?? '');
  const behind = line.slice(line.indexOf(name) + name.length);
  const separator = REASON.exec(behind);
  return separator ? behind.slice(separator.index + separator[0].length).trim() : '';
}

/** Contradicted tests that fail without a person's leave: what makes a result a draft. */
export function draftTests(verdict: Pick<Verdict, 'superseded'> | null): string[] {
  return (verdict?.superseded ?? []).filter(({ byLeave }) => !byLeave).map(({ id }) => id);
}
