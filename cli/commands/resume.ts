// nightshift resume: a paused run goes on.
import { MESSAGES } from '../../core/deliver.js';
import { readStatus } from '../../workers/runs/read-status.js';
import { EXIT } from '../problem.js';
import { goOnHint } from '../runs/go-on-hint.js';
import { withOpenRun } from '../runs/with-run.js';
import { aboutOneRun } from './about-one-run.js';

const EXAMPLES = `  nightshift resume add-a-slug-function`;

export const define = aboutOneRun(EXAMPLES, async (context, id) => {
  await withOpenRun(context, id, async ({ described, handle, engine }) => {
    await handle.signal(MESSAGES.resume);
    const { deliverId } = described.run;
    const worked = (await readStatus(engine.client, handle)) !== null;
    context.screen.print(
      worked
        ? `${deliverId} goes on.`
        : `${deliverId} is resumed, but nobody works on it just now. Go on with: ${goOnHint(described)}`,
    );
    context.screen.document({ workflowId: deliverId, paused: null, worked });
  });
  return EXIT.delivered;
});
