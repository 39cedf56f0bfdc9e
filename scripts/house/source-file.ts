// One parsed source file, and how the house rules walk it. swc parses TypeScript without its compiler, so that the
// checks see type imports too and take a second, not ten.
import { type Module, parse } from '@swc/core';

export interface SourceFile {
  /** Relative to the project's root, with forward slashes. */
  path: string;
  text: string;
  module: Module;
}

/** A broken house rule, in the words that the check prints. */
export interface Problem {
  path: string;
  /** Counted from 1. */
  line: number;
  message: string;
}

/** A syntax tree node as far as walking needs it. */
export interface SyntaxNode {
  type: string;
  span?: { start: number };
  [field: string]: unknown;
}

/** Throws swc's own error, with the place, when the text is not TypeScript. */
export async function parseSource(path: string, text: string): Promise<SourceFile> {
  return { path, text, module: await parse(text, { syntax: 'typescript', target: 'es2022' }) };
}

/** swc counts bytes, from 1. */
export function lineOf(file: SourceFile, node: SyntaxNode): number {
  const before = Buffer.from(file.text).subarray(0, Math.max(0, (node.span?.start ?? 1) - 1));
  return before.toString().split('\n').length;
}

/** Every node under `root`, itself included, parents before children. */
export function* nodesUnder(root: unknown): Generator<SyntaxNode> {
  if (Array.isArray(root)) {
    for (const element of root) yield* nodesUnder(element);
    return;
  }
  if (typeof root !== 'object' || root === null) return;
  if (isSyntaxNode(root)) yield root;
  for (const child of Object.values(root)) yield* nodesUnder(child);
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
