// Which run a person means: by its workflow id, by a part of it or a repository that no other has, or by saying
// nothing when there is only one.
import { plainLine } from '../display/plain-text.js';
import { type CliProblem, usageProblem } from '../problem.js';
import type { KnownRun } from './known-run.js';

const NAMED_MAX = 10;

/** Throws `CliProblem` when no run is meant, or more than one. Without a name an open run goes before ended ones. */
export function chooseRun(runs: readonly KnownRun[], name: string | undefined): KnownRun {
  if (runs.length === 0) throw usageProblem('There is no run yet. Start one: nightshift run SPEC.md --repo DIR');
  if (name === undefined) return onlyOne(runs);
  const exact = runs.find((run) => run.deliverId === name);
  if (exact) return exact;
  // An issue as GitHub writes it, owner/name#12 in whatever case, or a part of a workflow's id.
  const path = name.replace(/#(?=\d+$)/, '/');
  const wanted = path === name ? name : path.toLowerCase();
  const slug = runs.filter((run) => run.deliverId.endsWith(`/${wanted}`));
  const part = runs.filter((run) => run.deliverId.includes(wanted) || run.repository === name);
  const matches = slug.length > 0 ? slug : part;
  const [first] = matches;
  if (!first) throw usageProblem(`No run is called "${plainLine(name)}". ${known(runs)}`);
  if (matches.length > 1) throw ambiguous(`"${plainLine(name)}" is part of ${matches.length} runs`, matches);
  return first;
}

function onlyOne(runs: readonly KnownRun[]): KnownRun {
  const open = runs.filter((run) => run.open);
  const choice = open.length > 0 ? open : runs;
  const [first] = choice;
  if (first && choice.length === 1) return first;
  throw ambiguous(`There are ${choice.length} runs${open.length > 0 ? ' at work' : ''}`, choice);
}

function ambiguous(what: string, runs: readonly KnownRun[]): CliProblem {
  return usageProblem(`${what}; name one. ${known(runs)}`);
}

function known(runs: readonly KnownRun[]): string {
  const named = runs.slice(0, NAMED_MAX).map((run) => `\n  ${run.deliverId}`);
  const more = runs.length > NAMED_MAX ? `\n  and ${runs.length - NAMED_MAX} more; see nightshift status` : '';
  return `Known runs:${named.join('')}${more}`;
}
