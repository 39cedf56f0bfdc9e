// An activity that nobody awaits fails unseen and outlives its stage. Biome's rule for floating promises does not see
// through Temporal's proxies, so their calls are looked for here.
import { isSyntaxNode, lineOf, nodesUnder, type Problem, type SourceFile } from './source-file.js';

const PROXY_MAKERS = new Set(['enduringActivities', 'proxyActivities', 'proxyLocalActivities', 'proxyNexusOperations']);

/** The names that activity proxies have, in any of the files: constants made by `proxyActivities` and its like. */
export function proxyNames(files: readonly SourceFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of files.flatMap((file) => [...nodesUnder(file.module)])) {
    const { type, id, init } = node;
    if (type !== 'VariableDeclarator' || !isSyntaxNode(init) || init.type !== 'CallExpression') continue;
    if (PROXY_MAKERS.has(identifier(init.callee) ?? '')) {
      // `const { run, judge } = proxyActivities()` names the activities themselves.
      for (const name of [...nodesUnder(id)].map(identifier)) if (name !== undefined) names.add(name);
    }
  }
  return names;
}

/** Each call of an activity in `file` whose promise is dropped. */
export function floatingActivities(file: SourceFile, proxies: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  for (const node of nodesUnder(file.module)) {
    const call = node.type === 'ExpressionStatement' ? node.expression : undefined;
    if (!isSyntaxNode(call) || call.type !== 'CallExpression') continue;
    const name = rootIdentifier(call.callee);
    if (name !== undefined && proxies.has(name)) {
      problems.push({ path: file.path, line: lineOf(file, node), message: `an activity of ${name} is not awaited` });
    }
  }
  return problems;
}

/** `tests` for `tests.judge` and for `tests.judge.executeWithOptions`. */
function rootIdentifier(callee: unknown): string | undefined {
  if (isSyntaxNode(callee) && callee.type === 'MemberExpression') return rootIdentifier(callee.object);
  return identifier(callee);
}

function identifier(node: unknown): string | undefined {
  return isSyntaxNode(node) && node.type === 'Identifier' && typeof node.value === 'string' ? node.value : undefined;
}
