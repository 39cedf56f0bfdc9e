// What `nightshift doctor` says about the programs that Nightshift needs. Looks only: nothing is fetched or started.
import { atLeast } from './at-least.js';
import { BUBBLEWRAP_MIN, bubblewrapPlaces, NOT_ON_LINUX, wantedBubblewrap } from './find-bubblewrap.js';
import { findOnPath } from './find-on-path.js';
import { type ProgramSource, searchProgram, type WantedProgram } from './find-program.js';
import { findPython, type PythonSearch } from './find-python.js';
import { TEMPORAL_SERVER_MIN, temporalPlaces, wantedTemporal } from './find-temporal.js';
import type { FindOptions, ProgramReport } from './program.js';
import { runQuietly } from './run-quietly.js';

type Places = Pick<FindOptions, 'cache' | 'env'>;

/** The first with `git merge-tree --write-tree`. */
export const GIT_MIN = '2.38';
export const NODE_MIN = '20.19';
const VERSION_TIMEOUT_MS = 10_000;

/** Reports on Temporal, bubblewrap, git, Node and Python, in this order. */
export async function probePrograms(places: Places): Promise<ProgramReport[]> {
  const python = await findPython(places.env);
  return Promise.all([
    probeFetchable(wantedTemporal(places.env), temporalPlaces(places), `server ${TEMPORAL_SERVER_MIN}`, python),
    probeBubblewrap(places, python),
    probeGit(places.env),
    probeNode(),
    probePython(python),
  ]);
}

/** A program that Nightshift fetches by itself where there is a Python with pip. */
async function probeFetchable(
  wanted: WantedProgram,
  places: readonly ProgramSource[],
  needs: string,
  python: PythonSearch,
): Promise<ProgramReport> {
  const { found, problems, badChoice } = await searchProgram(wanted, places);
  if (found) return fine(needs, found);
  const fetchable = python.ok && !badChoice;
  return {
    name: wanted.name,
    needs,
    found: null,
    problem: problems.join('; '),
    advice: fetchable ? 'Nothing to do: it is fetched with pip when it is first needed.' : wanted.advice,
    ok: fetchable,
  };
}

async function probeBubblewrap(places: Places, python: PythonSearch): Promise<ProgramReport> {
  const wanted = wantedBubblewrap(places.env);
  if (process.platform !== 'linux') return missing(wanted.name, BUBBLEWRAP_MIN, NOT_ON_LINUX, 'Use Docker.');
  return probeFetchable(wanted, bubblewrapPlaces(places), BUBBLEWRAP_MIN, python);
}

async function probeGit(env: NodeJS.ProcessEnv): Promise<ProgramReport> {
  const advice = `Install git ${GIT_MIN} or newer with your system's package manager or from https://git-scm.com.`;
  const path = await findOnPath('git', env);
  if (path === null) return missing('git', GIT_MIN, 'no git on PATH', advice);
  const run = await runQuietly(path, ['--version'], { env, timeoutMs: VERSION_TIMEOUT_MS });
  const version = /^git version (\S+)/.exec(run.output)?.[1];
  if (version === undefined) return missing('git', GIT_MIN, `${path} does not tell its version: ${run.reason}`, advice);
  const report = fine(GIT_MIN, { name: 'git', path, version, how: 'on PATH' });
  if (atLeast(version, GIT_MIN)) return report;
  return { ...report, problem: `its version is ${version}`, advice, ok: false };
}

function probeNode(): ProgramReport {
  const version = process.versions.node;
  const report = fine(NODE_MIN, { name: 'node', path: process.execPath, version, how: 'runs this command' });
  if (atLeast(version, NODE_MIN)) return report;
  const advice = `Install Node ${NODE_MIN} or newer from https://nodejs.org.`;
  return { ...report, problem: `its version is ${version}`, advice, ok: false };
}

/** Python is only the way to fetch the others: without it Nightshift works when they are there. */
function probePython(search: PythonSearch): ProgramReport {
  const needs = 'any with pip';
  if (!search.ok) {
    const advice = 'Only needed to fetch programs that are missing above; install Python 3 with pip for that.';
    return { ...missing('python', needs, search.reason, advice), ok: true };
  }
  const { path, version, pipVersion } = search.python;
  return fine(needs, { name: 'python', path, version: `${version}, pip ${pipVersion}`, how: 'on PATH' });
}

function fine(needs: string, found: NonNullable<ProgramReport['found']>): ProgramReport {
  return { name: found.name, needs, found, problem: null, advice: null, ok: true };
}

function missing(name: string, needs: string, problem: string, advice: string): ProgramReport {
  return { name, needs, found: null, problem, advice, ok: false };
}
