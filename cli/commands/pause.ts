// nightshift pause: nothing new starts, calls in flight finish.
import { MESSAGES } from '../../core/deliver.js';
import { EXIT } from '../problem.js';
import { withOpenRun } from '../runs/with-run.js';
import { aboutOneRun } from './about-one-run.js';

const EXAMPLES = `  nightshift pause add-a-slug-function
  nightshift pause                                 the only run at work`;

export const define = aboutOneRun(EXAMPLES, async (context, id) => {
  await withOpenRun(context, id, async ({ described, handle }) => {
    await handle.signal(MESSAGES.pause);
    const { deliverId } = described.run;
    context.screen.print(`${deliverId} pauses when its calls in flight have finished.`);
    context.screen.document({ workflowId: deliverId, paused: 'user' });
  });
  return EXIT.delivered;
});
