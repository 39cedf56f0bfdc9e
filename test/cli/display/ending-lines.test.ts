import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { endingLines } from '../../../cli/display/ending-lines.js';
import type { EndOfRun } from '../../../cli/runs/end-of-run.js';

const VIEW = { colors: pc.createColors(false), serverStays: true };
const END: EndOfRun = {
  workflowId: 'deliver/github.com/acme/shop/12',
  generation: 1,
  outcome: 'delivered',
  paused: null,
  summary: 'The tests pass.',
  repository: 'https://github.com/acme/shop.git',
  branch: 'nightshift/12-a-cart',
  commit: 'c0ffee',
  pullRequest: null,
  budgetMicroUsd: 1_000_000,
  spentMicroUsd: 1,
  durationMs: 1,
  uiUrl: null,
  exitCode: 0,
  receipt: null,
};

function shown(end: Partial<EndOfRun>): string {
  return endingLines({ ...END, ...end }, VIEW).join('\n');
}

test('the end of a run says where to look: in the folder, at the branch on the forge, or at the pull request', () => {
  const inFolder = shown({ workflowId: 'deliver/local/1/a-cart', repository: '/work/shop' });
  expect(inFolder).toContain('git -C /work/shop diff HEAD...nightshift/12-a-cart');
  expect(shown({})).toContain('git fetch https://github.com/acme/shop.git nightshift/12-a-cart');
  const url = 'https://github.com/acme/shop/pull/13';
  expect(shown({ pullRequest: url })).toContain(`pull      ${url}`);
  expect(shown({ pullRequest: url })).not.toContain('git ');
});
