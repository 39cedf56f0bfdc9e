// Waits for the signal that asks a process to leave.
import { once } from 'node:events';

export async function untilLeft(left: AbortSignal): Promise<void> {
  if (!left.aborted) await once(left, 'abort');
}
