#!/usr/bin/env node
// The entry of the nightshift command.
import { EXIT } from './problem.js';
import { runCli } from './program.js';
import { whenReaderGone } from './reader-gone.js';

const { env, stdout, stderr } = process;

// As Ctrl-C for a command that has something to leave in good order; others have said what was wanted of them.
whenReaderGone([stdout, stderr], () => {
  if (!process.emit('SIGINT', 'SIGINT')) process.exit(EXIT.delivered);
});

process.exitCode = await runCli(process.argv.slice(2), { env, cwd: process.cwd(), stdout, stderr });
