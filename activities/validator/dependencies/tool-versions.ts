// Which versions of the tools stand behind a command. A result that another version made is not taken for this one's.
import { execa } from 'execa';

/** Asking a tool for its version takes longer than all the rest: one that is replaced is noticed after this. */
const VERSIONS_KNOWN_MS = 600_000;

/** Programs whose version decides what is installed, by what a command names. */
const TOOLS: readonly { named: RegExp; question: [tool: string, ...args: string[]] }[] = [
  { named: /\bpython|\bpip\b|\buv\b|\bpoetry\b/, question: ['python3', '--version'] },
  { named: /\b(?:npm|npx|pnpm|yarn|node|corepack)\b/, question: ['node', '--version'] },
  { named: /\bcargo\b/, question: ['rustc', '--version'] },
  { named: /\bmvnw?\b|\bgradlew?\b|\bjava\b/, question: ['java', '-version'] },
  { named: /\bgo\b/, question: ['go', 'version'] },
  { named: /\bbundle\b|\bgem\b/, question: ['ruby', '--version'] },
];

/** Versions of the tools that a command names; one that is not there adds nothing. */
export function createToolVersions(): (command: string) => Promise<string[]> {
  const known = new Map<string, { atMs: number; version: Promise<string> }>();
  return (command) =>
    Promise.all(
      TOOLS.filter(({ named }) => named.test(command)).map(({ question }) => {
        const [tool, ...args] = question;
        const before = known.get(tool);
        if (before && performance.now() - before.atMs < VERSIONS_KNOWN_MS) return before.version;
        // Asked in the root folder, where no file of a project chooses for a version manager. Java answers as an error.
        const answer = execa(tool, args, { cwd: '/', reject: false });
        const version = answer.then(({ stdout, stderr }) => stdout || stderr || '');
        known.set(tool, { atMs: performance.now(), version });
        return version;
      }),
    );
}
