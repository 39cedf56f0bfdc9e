// Texts that a pattern of ours would take hours or days for if it tried each way to read them. They come from repositories
// and models, and while one is read the worker does nothing else, for anybody.
import { expect, test } from '@jest/globals';
import { createBaseFacts } from '../../../activities/validator/dependencies/base-facts.js';
import { parseReport } from '../../../activities/validator/reports/parse-report.js';
import type { Workspace } from '../../../activities/workspace/workspace.js';
import { cleanMessage } from '../../../core/validator/clean-message.js';
import { mergeRequirements } from '../../../core/validator/merge-requirements.js';
import { ownMistakes } from '../../../core/validator/why-tests-fail.js';

/** A quadratic reading takes minutes, a linear one milliseconds: no machine is so busy that they could be mixed up. */
const LONG = 300_000;
const MS_MAX = 2_000;

function padding(): unknown {
  return cleanMessage(`${' '.repeat(LONG)}x`);
}

function requirement(): unknown {
  return mergeRequirements('flask\n', `${'a'.repeat(LONG)}@\n`);
}

function sourcePath(): unknown {
  const message = `ReferenceError: ${'a'.repeat(LONG)}`;
  return ownMistakes({ tests: [], complete: false, output: message } as never, ['a.js']);
}

function cargoResult(): unknown {
  return parseReport('cargo', `running 1 test\ntest ${' ... ok, '.repeat(LONG / 8)}\u2028x\n`);
}

function cargoDocTest(): unknown {
  return parseReport('cargo', `running 1 test\ntest ${'a.rs - '.repeat(LONG / 7)} ... ok\n`);
}

function requirementsOfTheBase(): unknown {
  const workspace: Partial<Workspace> = {
    listFiles: async () => [{ path: 'requirements.txt', id: 'a', bytes: LONG }],
    readFiles: async () => new Map([['requirements.txt', '\n'.repeat(LONG)]]),
    treeOf: async () => 'tree',
  };
  return createBaseFacts(workspace as Workspace)({ url: '/r', id: 'r', name: 'r' }, 'commit');
}

test.each([padding, requirement, sourcePath, cargoResult, cargoDocTest, requirementsOfTheBase])(
  '%p is read in one go',
  async (read) => {
    const startedAtMs = performance.now();
    await read();
    expect(performance.now() - startedAtMs).toBeLessThan(MS_MAX);
  },
);
