// A bubblewrap with one protection taken away, to show what stands and falls with it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testBubblewrap } from '../../setup/bubblewrap.js';
import { freshFolder } from './harness.js';

/** Wherever `option` is given, `replacement` stands in its place: options, as in a shell. Returns the program's path. */
export async function weakenedBubblewrap(option: string, replacement: string): Promise<string> {
  const program = join(freshFolder(), 'bwrap');
  const kept = `if [ "$a" = ${option} ]; then set -- "$@" ${replacement}; else set -- "$@" "$a"; fi`;
  const script = `#!/bin/sh\nfor a; do shift; ${kept}; done\nexec ${await testBubblewrap()} "$@"\n`;
  writeFileSync(program, script, { mode: 0o755 });
  return program;
}
