#!/usr/bin/env node
// The entry of the nightshift command.
import { runCli } from './program.js';

const { env, stdout, stderr } = process;

// A reader that went away (`nightshift status | head`) is no error of ours.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

process.exitCode = await runCli(process.argv.slice(2), { env, cwd: process.cwd(), stdout, stderr });
