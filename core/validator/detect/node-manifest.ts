// What detection reads out of a package.json.
import type { NodeDependencies } from './node-setup.js';
import type { Scripts } from './repository-facts.js';

export interface NodeManifest extends NodeDependencies {
  scripts: Scripts;
  /** Patterns of the folders of members. */
  workspaces: string[];
}

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'workspaces'];

/** Null where there is none, or none that can be read. */
export function readNodeManifest(text: string | undefined): NodeManifest | null {
  const fields = parseObject(text);
  if (!fields) return null;
  return {
    scripts: Object.fromEntries(
      Object.entries(asObject(fields['scripts'])).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    ),
    hasDependencies: DEPENDENCY_FIELDS.some((field) => Object.keys(asObject(fields[field])).length > 0),
    packageManager: typeof fields['packageManager'] === 'string' ? fields['packageManager'] : '',
    workspaces: workspacePatterns(fields['workspaces']),
  };
}

/** A list, or an object that holds it as `packages`. */
function workspacePatterns(value: unknown): string[] {
  const patterns = Array.isArray(value) ? value : asObject(value)['packages'];
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
}

function parseObject(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? asObject(value) : null;
  } catch {
    return null;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
