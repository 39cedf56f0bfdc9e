// The other half of "no state in modules": constants at the top of a workflow module, and what it imports, are never
// changed in place. Names are compared, not scopes, so a local must not bear the name of a module's constant.
import { isSyntaxNode, lineOf, nodesUnder, type Problem, type SourceFile, type SyntaxNode } from './source-file.js';

const CHANGING_METHODS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'add',
  'delete',
  'clear',
]);

/** Each place in `file` that writes into a module-level constant or an import. */
export function moduleMutations(file: SourceFile): Problem[] {
  const shared = sharedNames(file);
  const problems: Problem[] = [];
  for (const node of nodesUnder(file.module)) {
    const name = rootName(writtenTarget(node));
    if (name !== undefined && shared.has(name)) {
      problems.push({ path: file.path, line: lineOf(file, node), message: `changes ${name}, which every run shares` });
    }
  }
  return problems;
}

/** The names that module-level constants and imports have in this file. */
function sharedNames(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of file.module.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const { local } of statement.specifiers) names.add(local.value);
    }
    const declaration = statement.type === 'ExportDeclaration' ? statement.declaration : statement;
    if (declaration.type !== 'VariableDeclaration') continue;
    for (const { id } of declaration.declarations) {
      if (id.type === 'Identifier') names.add(id.value);
    }
  }
  return names;
}

/** The `a.b` of `a.b = 1`, `a.b++`, `delete a.b`; the `a` of `a.push(1)`. */
function writtenTarget(node: SyntaxNode): unknown {
  if (node.type === 'AssignmentExpression') return node.left;
  if (node.type === 'UpdateExpression') return node.argument;
  if (node.type === 'UnaryExpression' && node.operator === 'delete') return node.argument;
  if (node.type === 'CallExpression' && isSyntaxNode(node.callee) && node.callee.type === 'MemberExpression') {
    const method = node.callee.property;
    const changes = isSyntaxNode(method) && typeof method.value === 'string' && CHANGING_METHODS.has(method.value);
    return changes ? node.callee.object : undefined;
  }
  return undefined;
}

/** `a` for `a`, `a.b` and `a[0].b`; undefined when the expression starts with anything but a name. */
function rootName(expression: unknown): string | undefined {
  if (!isSyntaxNode(expression)) return undefined;
  if (expression.type === 'MemberExpression') return rootName(expression.object);
  if (expression.type === 'TsNonNullExpression' || expression.type === 'ParenthesisExpression') {
    return rootName(expression.expression);
  }
  return expression.type === 'Identifier' && typeof expression.value === 'string' ? expression.value : undefined;
}
