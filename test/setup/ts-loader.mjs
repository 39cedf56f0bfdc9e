/**
 * Lets plain Node run our TypeScript sources: for what tests start outside jest, such as its global setup and the child
 * processes that a test kills. Register it with `node --import ./test/setup/register-ts.mjs`.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

/** Our modules name each other by the file that tsc will write (`./plan.js`); here the sources are meant. */
export async function resolve(specifier, context, nextResolve) {
  const isOurs = /^(\.|\/|file:).*\.js$/.test(specifier) && !context.parentURL?.includes('/node_modules/');
  if (!isOurs) return nextResolve(specifier, context);
  try {
    return await nextResolve(specifier.replace(/\.js$/, '.ts'), context);
  } catch {
    return nextResolve(specifier, context);
  }
}

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
