// Webhooks: what happens is told to those who listen, signed as GitHub signs it. Tests hold deliveries back, change
// their order and send them again.
import { createHmac, randomUUID } from 'node:crypto';
import type { App } from './model.js';
import type { OpenApi } from './openapi.js';
import { repositoryView } from './views/repository.js';
import { userView } from './views/user.js';
import { nodeId } from './views/view.js';
import { fullName, type Happening, type World } from './world.js';

export interface HookGiven {
  /** Absent: all. */
  events?: string[];
  /** `owner/name`; absent: every repository. */
  repository?: string;
  /** Whose hook it is: its installation stands in the payload. */
  app?: App;
}

interface Hook extends HookGiven {
  id: number;
  url: string;
  secret: string;
}

export interface Delivery {
  id: string;
  event: string;
  action: string | null;
  url: string;
  headers: Record<string, string>;
  /** The raw text that is signed. */
  body: string;
  /** What came back, one for each time that it was sent; null where nobody answered. */
  answers: (number | null)[];
}

export interface Webhooks {
  to(url: string, secret: string, given?: HookGiven): void;
  /** All that there were, oldest first, sent or not. */
  deliveries: Delivery[];
  /** Keeps deliveries back until they are released. */
  hold(): void;
  /** Sends what was held back, one after the other in the order that `order` makes of it, and holds no more. */
  release(order?: (held: Delivery[]) => Delivery[]): Promise<void>;
  /** Sends it once more, with the same id, as the button does. What came back; null: nobody answered. */
  redeliver(delivery: Delivery): Promise<number | null>;
  /** Resolves when all that was sent has been answered. */
  idle(): Promise<void>;
}

/** GitHub waits that long for an answer. */
const ANSWER_MS = 10_000;

export function createWebhooks(
  world: World,
  openApi: OpenApi,
): Webhooks & { happened(happening: Happening): void; close(): void } {
  const hooks: Hook[] = [];
  const deliveries: Delivery[] = [];
  const under = new Set<Promise<unknown>>();
  const gone = new AbortController();
  let held: Delivery[] | null = null;

  const send = (delivery: Delivery): Promise<number | null> => {
    const sending = post(delivery, gone.signal).then((status) => {
      delivery.answers.push(status);
      return status;
    });
    under.add(sending);
    return sending.finally(() => under.delete(sending));
  };
  return {
    deliveries,
    to(url, secret, given = {}) {
      hooks.push({ id: hooks.length + 1, url, secret, ...given });
    },
    hold() {
      held ??= [];
    },
    async release(order = (all) => all) {
      const waiting = held ?? [];
      held = null;
      for (const delivery of order(waiting)) await send(delivery);
    },
    redeliver: send,
    async idle() {
      while (under.size > 0) await Promise.all(under);
    },
    happened(happening) {
      for (const hook of hooks) {
        if (!wants(hook, happening)) continue;
        const delivery = deliveryTo(world, hook, happening);
        const wrong = openApi.judgeDelivery(happening.event, happening.action, JSON.parse(delivery.body));
        if (wrong) world.problems.push(`webhook ${happening.event} ${happening.action}: ${wrong}`);
        deliveries.push(delivery);
        if (held) held.push(delivery);
        else void send(delivery);
      }
    },
    close: () => gone.abort(),
  };
}

function wants({ events, repository }: Hook, happening: Happening): boolean {
  const ofRepository = repository === undefined || repository === fullName(happening.repository);
  return ofRepository && (events === undefined || events.includes(happening.event));
}

function deliveryTo(world: World, hook: Hook, happening: Happening): Delivery {
  const { event, action, repository, sender, payload } = happening;
  const installation = hook.app?.installations.find(({ account }) => account === repository.owner);
  const body = JSON.stringify({
    ...(action === null ? {} : { action }),
    ...payload,
    repository: repositoryView(world, repository),
    sender: userView(world, sender),
    ...(installation ? { installation: { id: installation.id, node_id: nodeId('INS', installation.id) } } : {}),
  });
  const id = randomUUID();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/double',
    'x-github-event': event,
    'x-github-delivery': id,
    'x-github-hook-id': String(hook.id),
    'x-github-hook-installation-target-type': hook.app ? 'integration' : 'repository',
    'x-hub-signature-256': `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`,
  };
  return { id, event, action, url: hook.url, headers, body, answers: [] };
}

async function post({ url, headers, body }: Delivery, gone: AbortSignal): Promise<number | null> {
  try {
    const signal = AbortSignal.any([gone, AbortSignal.timeout(ANSWER_MS)]);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
