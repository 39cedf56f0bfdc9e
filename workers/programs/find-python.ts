// Finds a Python that has pip: the package manager that brings programs to a machine without root.
import { findOnPath } from './find-on-path.js';
import { runQuietly } from './run-quietly.js';

export interface FoundPython {
  path: string;
  version: string;
  pipVersion: string;
}
export type PythonSearch = { ok: true; python: FoundPython } | { ok: false; reason: string };

const VERSION_TIMEOUT_MS = 20_000;

export async function findPython(env: NodeJS.ProcessEnv): Promise<PythonSearch> {
  let reason = 'no python3 and no python on PATH';
  for (const name of ['python3', 'python']) {
    const path = await findOnPath(name, env);
    if (path === null) continue;
    const run = await runQuietly(path, ['-m', 'pip', '--version'], { env, timeoutMs: VERSION_TIMEOUT_MS });
    const versions = /^pip (\S+) .*\(python (\S+)\)/.exec(run.output);
    if (run.ok && versions) {
      return { ok: true, python: { path, pipVersion: versions[1] ?? '', version: versions[2] ?? '' } };
    }
    reason = `${path} has no pip (${run.reason || run.output})`;
  }
  return { ok: false, reason };
}
