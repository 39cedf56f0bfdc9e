// Workflow code, core/ included, must not keep state in its modules: workflows of one worker share a V8 context and
// replay from the start, so what one run left behind would change what another decides. At top level stand only
// functions, types, and constants; module-mutations.ts sees to it that nobody changes the constants.
import { isSyntaxNode, lineOf, type Problem, type SourceFile, type SyntaxNode } from './source-file.js';

const STATELESS_STATEMENTS = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'FunctionDeclaration',
  'TsInterfaceDeclaration',
  'TsTypeAliasDeclaration',
  'EmptyStatement',
]);

const CONSTANT_EXPRESSIONS = new Set([
  'StringLiteral',
  'NumericLiteral',
  'BigIntLiteral',
  'BooleanLiteral',
  'NullLiteral',
  'RegExpLiteral',
  'TemplateLiteral',
  'BinaryExpression',
  'UnaryExpression',
  'ConditionalExpression',
  'Identifier',
  'MemberExpression',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'TsConstAssertion',
]);

/** Calls that hide no state: Temporal's handles, and what makes one table from another. */
const STATELESS_CALLS = new Set([
  'defineSignal',
  'defineQuery',
  'defineUpdate',
  'defineSearchAttributeKey',
  'enduringActivities',
  'proxyActivities',
  'proxyLocalActivities',
  'freeze',
  'keys',
  'values',
  'entries',
  'fromEntries',
  'map',
  'filter',
  'flatMap',
  'join',
]);

const READONLY_TYPES = /^Readonly(Array|Map|Set)?$/;

/** Each top-level statement of `file` that holds, or may hold, state that can change. */
export function moduleState(file: SourceFile): Problem[] {
  return file.module.body.map(toNode).flatMap((statement) => {
    const reason = whyStateful(statement);
    return reason === undefined ? [] : [{ path: file.path, line: lineOf(file, statement), message: reason }];
  });
}

function whyStateful(statement: SyntaxNode): string | undefined {
  if (STATELESS_STATEMENTS.has(statement.type)) return undefined;
  if (statement.type === 'ExportDeclaration') return whyStateful(toNode(statement.declaration));
  if (statement.type === 'ClassDeclaration') return whyClassIsStateful(statement);
  if (statement.type === 'VariableDeclaration') return whyVariableIsStateful(statement);
  return 'a statement that runs when the module is loaded; move it into a function';
}

function whyClassIsStateful(declaration: SyntaxNode): string | undefined {
  const hasState = toNodes(declaration.body).some((member) => member.type === 'StaticBlock' || isStaticField(member));
  return hasState ? 'a class with static state' : undefined;
}

function isStaticField(member: SyntaxNode): boolean {
  return (member.type === 'ClassProperty' || member.type === 'PrivateProperty') && member.isStatic === true;
}

function whyVariableIsStateful(declaration: SyntaxNode): string | undefined {
  if (declaration.kind !== 'const') return `a module-level ${String(declaration.kind)}; state belongs to the run`;
  for (const { id, init } of toNodes(declaration.declarations)) {
    if (!isReadonlyType(id) && !isConstant(init)) {
      return 'a module-level value made to be changed; keep it in the run, or type it readonly';
    }
  }
  return undefined;
}

function isConstant(value: unknown): boolean {
  if (!isSyntaxNode(value)) return false;
  if (CONSTANT_EXPRESSIONS.has(value.type)) return true;
  // An empty container is there to be filled; a full one is a table.
  if (value.type === 'ObjectExpression') return toNodes(value.properties).length > 0;
  if (value.type === 'ArrayExpression') return Array.isArray(value.elements) && value.elements.length > 0;
  if (value.type === 'CallExpression') return STATELESS_CALLS.has(bareName(value.callee));
  if (value.type === 'NewExpression') return bareName(value.callee) === 'RegExp';
  if (value.type === 'TsAsExpression') return isReadonlyType(value) || isConstant(value.expression);
  if (value.type === 'TsSatisfiesExpression' || value.type === 'ParenthesisExpression') {
    return isConstant(value.expression);
  }
  return false;
}

/** The last name of `a`, `a.b` or `a.b().c`. */
function bareName(callee: unknown): string {
  if (!isSyntaxNode(callee)) return '';
  if (callee.type === 'MemberExpression') return bareName(callee.property);
  return callee.type === 'Identifier' && typeof callee.value === 'string' ? callee.value : '';
}

/** Whether a name or an `as` is annotated so that tsc refuses every change: `readonly T[]`, `ReadonlyMap<...>`. */
function isReadonlyType(annotated: unknown): boolean {
  const type = isSyntaxNode(annotated) ? annotated.typeAnnotation : undefined;
  if (!isSyntaxNode(type)) return false;
  if (type.type === 'TsTypeAnnotation') return isReadonlyType(type);
  if (type.type === 'TsTypeOperator') return type.op === 'readonly';
  return type.type === 'TsTypeReference' && READONLY_TYPES.test(bareName(type.typeName));
}

function toNodes(list: unknown): SyntaxNode[] {
  return Array.isArray(list) ? list.map(toNode) : [];
}

function toNode(value: unknown): SyntaxNode {
  // A declarator and a property have no common shape but `type`; swc gives nothing without one.
  if (!isSyntaxNode(value)) throw new TypeError('swc gave something that is not a syntax node');
  return value;
}
