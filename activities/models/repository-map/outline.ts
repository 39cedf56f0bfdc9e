// What a file defines and what it imports.
export interface Definition {
  name: string;
  line: number;
  endLine: number;
  /** In one line, without its body. */
  signature: string;
}

export interface Outline {
  definitions: Definition[];
  /** As the file writes them. */
  imports: string[];
}

const GRAMMARS: Record<string, string> = {
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  rb: 'ruby',
  rake: 'ruby',
  cs: 'c-sharp',
  c: 'cpp',
  h: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  php: 'php',
  sh: 'bash',
  bash: 'bash',
};

/** Null where there is none for such files. */
export function grammarOf(path: string): string | null {
  return GRAMMARS[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}
