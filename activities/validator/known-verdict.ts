// A verdict on the same content that the ledger has already: nothing is run, and no file is written.
import type { Verdict } from '../../core/validator.js';
import { isFailure } from '../failure.js';
import { commitKnownTree } from './judged-tree.js';
import type { Judging } from './judging.js';
import { someNames } from './store-verdict.js';

/**
 * Null where there is none, or where its judged commit is gone. That commit is made anew, since it stands on the history
 * of the candidate that is asked about.
 */
export async function knownVerdict(judging: Judging, key: string): Promise<Verdict | null> {
  const known = await judging.hands.ledger.verdicts.get(key);
  const tree = known && (await judgedTree(judging, known));
  if (known === null || tree === null) return null;
  const keepsTests = known.passed && known.droppedTests === undefined;
  const { tampered, opened } = judging.plan;
  return {
    ...known,
    cached: true,
    tampered: someNames(tampered),
    ...(opened.length > 0 ? { opened: someNames(opened) } : {}),
    judgedCommit: await commitKnownTree(judging, tree, keepsTests),
  };
}

async function judgedTree({ workspace, input }: Judging, { judgedCommit }: Verdict): Promise<string | null> {
  try {
    return await workspace.treeOf(input.repository, judgedCommit);
  } catch (error) {
    if (isFailure(error, 'MissingCommit')) return null;
    throw error;
  }
}
