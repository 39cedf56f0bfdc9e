// The places that cost nothing to look at: a variable, PATH, a file that may be there.
import { findOnPath, isExecutable } from './find-on-path.js';
import type { ProgramSource } from './find-program.js';

/** A path that the user chose by a variable. */
export function fromVariable(variable: string, env: NodeJS.ProcessEnv): ProgramSource {
  return {
    how: `named by ${variable}`,
    binding: true,
    async locate() {
      const path = env[variable];
      if (!path) return { path: null, reason: null };
      if (await isExecutable(path)) return { path };
      return { path: null, reason: `${path} is not a program that can be run; correct or unset ${variable}` };
    },
  };
}

export function fromPath(name: string, env: NodeJS.ProcessEnv): ProgramSource {
  return {
    how: 'on PATH',
    async locate() {
      const path = await findOnPath(name, env);
      return path === null ? { path, reason: `no ${name}` } : { path };
    },
  };
}

/** A file that is used when it is there, without a word when it is not. */
export function fromFile(how: string, path: string): ProgramSource {
  return {
    how,
    async locate() {
      return (await isExecutable(path)) ? { path } : { path: null, reason: null };
    },
  };
}
