// Makes sure that a namespace knows our search attributes: a workflow that sets an unknown one stands still for ever.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../core/search-attributes.js';
import { SetupProblem } from '../setup-problem.js';

const VISIBLE_WAIT_MS = 15_000;
const POLL_MS = 100;

/** Temporal's wire numbers for the types (`IndexedValueType` in its API). */
const TYPE_NUMBERS = { KEYWORD: 2, INT: 3, DOUBLE: 4 } as const;

type Wanted = Record<string, number>;

/** Registers what is missing. Throws what the server answers when it does not permit that. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingAttributes(connection, namespace);
  if (Object.keys(missing).length === 0) return;
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  await untilVisible(connection, namespace);
}

/** What somebody with the right to do so must type, a line for each attribute. */
export function createCommands(namespace: string): string[] {
  return Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => {
    const options = `--namespace ${namespace} --name ${name} --type ${spelled(type)}`;
    return `temporal operator search-attribute create ${options}`;
  });
}

async function missingAttributes(connection: Connection, namespace: string): Promise<Wanted> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing: Wanted = {};
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
    const wanted = TYPE_NUMBERS[type];
    const has = customAttributes[name];
    if (has === undefined || has === null) missing[name] = wanted;
    else if (has !== wanted) throw new SetupProblem(wrongType(namespace, name, type));
  }
  return missing;
}

/** Servers read their own list from a cache. */
async function untilVisible(connection: Connection, namespace: string): Promise<void> {
  const startedAt = performance.now();
  while (Object.keys(await missingAttributes(connection, namespace)).length > 0) {
    if (performance.now() - startedAt > VISIBLE_WAIT_MS) throw new Error('the server does not list them after adding');
    await sleep(POLL_MS);
  }
}

function wrongType(namespace: string, name: string, type: string): string {
  return (
    `Namespace "${namespace}" has a search attribute ${name} that is not of type ${spelled(type)}; ` +
    'use another namespace (TEMPORAL_NAMESPACE), or rename it there.'
  );
}

/** As Temporal's command line spells the types. */
function spelled(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
