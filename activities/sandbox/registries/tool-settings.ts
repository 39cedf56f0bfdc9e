// Registries that the operator's package managers are set up for, read from their settings files in the home folder and
// written anew without anything secret: ~/.npmrc, pip's configuration, cargo's sources, maven's mirrors.

export interface ToolSettings {
  /** Variables, which those of the operator's environment override. */
  env: Record<string, string>;
  /** Addresses of registries. */
  urls: string[];
  /** Files to appear inside at `target`. */
  files: { name: string; target: string; text: string }[];
}

export function toolSettings(_home: string): ToolSettings {
  return { env: {}, urls: [], files: [] };
}
