// A repository whose every setting that git could run leaves a trace when it is run.
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, temporaryFolder } from './repositories.js';

const HOOKS = [
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-update',
  'pre-auto-gc',
  'pre-commit',
  'pre-push',
  'pre-receive',
  'reference-transaction',
  'update',
];

/** `ran` lists what was started, by name. */
export function plantHooks(user: string): { ran(): string[] } {
  const traces = temporaryFolder();
  const gitDir = git(user, 'rev-parse', '--absolute-git-dir');
  const leaveTrace = (name: string) => `touch ${join(traces, name)}`;
  mkdirSync(join(gitDir, 'hooks'), { recursive: true });
  for (const name of HOOKS) {
    writeFileSync(join(gitDir, 'hooks', name), `#!/bin/sh\n${leaveTrace(name)}\n`, { mode: 0o755 });
  }
  const settings = [
    ['core', 'fsmonitor', leaveTrace('fsmonitor')],
    ['core', 'sshCommand', leaveTrace('sshCommand')],
    ['core', 'pager', leaveTrace('pager')],
    ['core', 'alternateRefsCommand', leaveTrace('alternateRefsCommand')],
    ['uploadpack', 'packObjectsHook', leaveTrace('packObjectsHook')],
    ['credential', 'helper', `!${leaveTrace('credential')}`],
    ['filter "evil"', 'clean', `${leaveTrace('clean')}; cat`],
    ['filter "evil"', 'smudge', `${leaveTrace('smudge')}; cat`],
    ['filter "evil"', 'required', 'true'],
    ['diff "evil"', 'textconv', leaveTrace('textconv')],
    ['diff "evil"', 'command', leaveTrace('diff')],
    ['diff', 'external', leaveTrace('external')],
    ['merge "evil"', 'driver', leaveTrace('merge')],
  ];
  for (const [section, key, value] of settings) {
    appendFileSync(join(gitDir, 'config'), `[${section}]\n\t${key} = "${value}"\n`);
  }
  return { ran: () => readdirSync(traces).sort() };
}
