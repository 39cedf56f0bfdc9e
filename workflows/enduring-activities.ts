// Activities that outlive their workers. What a dead or leaving worker held is given to another by Temporal, but counts as
// an attempt there; a night of restarts must not use up the attempts that are meant for real failures. So a step whose
// last attempt was lost with its worker is asked for again.
import {
  ActivityFailure,
  type ActivityInterfaceFor,
  type ActivityOptions,
  ApplicationFailure,
  proxyActivities,
  TimeoutFailure,
  type UntypedActivities,
} from '@temporalio/workflow';

/** Rounds of attempts. One that kills each worker it meets must end, too. */
const ROUNDS_MAX = 10;

/** As `proxyActivities`; a loss of the worker alone never ends a step. */
export function enduringActivities<A = UntypedActivities>(options: ActivityOptions): ActivityInterfaceFor<A> {
  const proxy = proxyActivities(options);
  const enduring = (name: string) => {
    const { executeWithOptions } = proxy[name] as Executable;
    const ask: Ask = (...args) => again(() => executeWithOptions({}, args));
    return Object.assign(ask, {
      executeWithOptions: (own: ActivityOptions, args: unknown[]) => again(() => executeWithOptions(own, args)),
    });
  };
  return new Proxy({} as ActivityInterfaceFor<A>, { get: (_, name) => enduring(String(name)) });
}

type Ask = (...args: unknown[]) => Promise<unknown>;
interface Executable {
  executeWithOptions(options: ActivityOptions, args: unknown[]): Promise<unknown>;
}

async function again(ask: () => Promise<unknown>): Promise<unknown> {
  for (let round = 1; ; round += 1) {
    try {
      return await ask();
    } catch (error) {
      if (round >= ROUNDS_MAX || !lostItsWorker(error)) throw error;
    }
  }
}

function lostItsWorker(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'HEARTBEAT';
  return cause instanceof ApplicationFailure && cause.type === 'WorkerStopped';
}
