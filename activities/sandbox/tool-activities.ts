// The activities behind a model's tool calls.
import type { ToolActivities } from '../../core/activities.js';
import { cancellationSignal } from '../cancellation-signal.js';
import type { Hands } from '../hands.js';
import { runAuthorTools } from './run-author-tools.js';
import { runTools } from './run-tools.js';

export type ToolHands = Pick<Hands, 'ledger' | 'workspace' | 'sandbox' | 'dependencies'>;

export function createToolActivities(hands: ToolHands): ToolActivities {
  return {
    runTools: (input) => runTools(hands, input, cancellationSignal()),
    runAuthorTools: (input) => runAuthorTools(hands, input, cancellationSignal()),
  };
}
