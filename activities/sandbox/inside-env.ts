// The environment of commands: cleared, then only this. It is the same on every machine but for PATH.

export const BASE_ENV = {
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  NO_COLOR: '1',
  // Test runners neither watch for changes nor write new snapshots when they see it.
  CI: 'true',
  SHELL: '/bin/sh',
} as const;
