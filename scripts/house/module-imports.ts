// Finds everything that a source file imports, in each of the ways that TypeScript has for it.
import { isSyntaxNode, lineOf, nodesUnder, type SourceFile, type SyntaxNode } from './source-file.js';

export interface ModuleImport {
  /** What stands between the quotes; undefined when it is computed and no check can know it. */
  specifier: string | undefined;
  line: number;
}

const DECLARATIONS = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration']);

/** `import`, `export ... from`, `import type`, `import()`, `require()` and `import('x')` in types alike. */
export function importsOf(file: SourceFile): ModuleImport[] {
  const found: ModuleImport[] = [];
  for (const node of nodesUnder(file.module)) {
    const target = importTarget(node);
    if (target !== undefined) {
      found.push({ specifier: literalText(target.module), line: lineOf(file, node) });
    }
  }
  return found;
}

/** The expression that names the imported module, or undefined when `node` imports nothing. */
function importTarget(node: SyntaxNode): { module: unknown } | undefined {
  if (DECLARATIONS.has(node.type)) return isSyntaxNode(node.source) ? { module: node.source } : undefined;
  if (node.type === 'TsImportType') return { module: node.argument };
  if (node.type === 'TsExternalModuleReference') return { module: node.expression };
  if (node.type === 'CallExpression' && isImportFunction(node.callee)) {
    return { module: firstArgument(node.arguments) };
  }
  return undefined;
}

function isImportFunction(callee: unknown): boolean {
  if (!isSyntaxNode(callee)) return false;
  return callee.type === 'Import' || (callee.type === 'Identifier' && callee.value === 'require');
}

function firstArgument(list: unknown): unknown {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null && 'expression' in first ? first.expression : undefined;
}

function literalText(node: unknown): string | undefined {
  return isSyntaxNode(node) && node.type === 'StringLiteral' && typeof node.value === 'string' ? node.value : undefined;
}
