// Commands that write without measure: whatever comes, little of it is held in memory.
import { afterAll, expect, test } from '@jest/globals';
import { createBubblewrapSandbox } from '../../../../activities/sandbox/bubblewrap.js';
import { DEFAULT_SANDBOX_LIMITS } from '../../../../activities/sandbox/sandbox.js';
import { TOOL_OUTPUT_BYTES_KEPT } from '../../../../core/tools.js';
import { testBubblewrap } from '../../../setup/bubblewrap.js';
import { removeFolders, runIn } from '../harness.js';

const sandbox = createBubblewrapSandbox({ bwrapPath: await testBubblewrap() });
const KEPT = 10_000;
/** As good as none. */
const NO_LIMIT = { outputBytesMax: 10_000_000_000, outputBytesKept: KEPT, timeoutMs: 50_000 };
const ONE_GIGABYTE = 'head -c 1000000000 /dev/zero';
const ONE_LINE = 'head -c 500000000 /dev/zero | tr "\\0" x';

afterAll(removeFolders);

test('1 GB of output is stopped at the limit', async () => {
  expect(await runIn(sandbox, ONE_GIGABYTE, { limits: NO_LIMIT })).toMatchObject({
    reason: 'exited',
    outputBytes: 1_000_000_000,
  });
  const stopped = await runIn(sandbox, ONE_GIGABYTE);
  expect(stopped).toMatchObject({ reason: 'outputLimit', exitCode: null });
  expect(stopped.output.length).toBeLessThan(DEFAULT_SANDBOX_LIMITS.outputBytesKept + 100);
});

test('what is kept of an output is held in memory, which is why so little is kept', async () => {
  const memory = watchMemory();
  const limits = { outputBytesMax: 200_000_000, outputBytesKept: 100_000_000 };
  await runIn(sandbox, 'head -c 150000000 /dev/zero | tr "\\0" x', { limits });
  expect(memory.grownBytes()).toBeGreaterThan(100_000_000);
});

test('a single line of 500 MB is read to its end and never held in memory', async () => {
  const memory = watchMemory();
  const result = await runIn(sandbox, `${ONE_LINE}; echo; echo end`, { limits: NO_LIMIT });
  expect(result).toMatchObject({ reason: 'exited', outputBytes: 500_000_005 });
  expect(result.output).toMatch(/^x+\n\[\.\.\. \d+ bytes left out \.\.\.\]\nx+\nend\n$/);
  expect(memory.grownBytes()).toBeLessThan(100_000_000);
});

test('sixteen commands that write side by side hold little more than is kept of each', async () => {
  const memory = watchMemory();
  const limits = { outputBytesKept: TOOL_OUTPUT_BYTES_KEPT };
  const runs = Array.from({ length: 16 }, () => runIn(sandbox, 'head -c 20000000 /dev/zero | tr "\\0" x', { limits }));
  for (const result of await Promise.all(runs)) expect(result.outputBytes).toBe(20_000_000);
  expect(memory.grownBytes()).toBeLessThan(16 * 2.5 * TOOL_OUTPUT_BYTES_KEPT);
});

interface MemoryWatch {
  /** The most that was held in buffers beyond what was held at first. */
  grownBytes(): number;
}

function watchMemory(): MemoryWatch {
  const before = process.memoryUsage().arrayBuffers;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }, 20);
  timer.unref();
  return {
    grownBytes() {
      clearInterval(timer);
      return Math.max(most, process.memoryUsage().arrayBuffers) - before;
    },
  };
}
