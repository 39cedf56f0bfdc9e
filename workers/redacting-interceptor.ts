// What an activity throws, without secrets: a failure's message and stack are no payloads, so that no codec sees them.
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptors, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { KnownSecrets } from '../activities/secrets/known-secrets.js';

export function redactingInterceptor(known: KnownSecrets): ActivityInterceptorsFactory {
  return (): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw redactedError(error, known);
        }
      },
    },
  });
}

/** The same error, and everything that caused it, with clean texts: its class decides what Temporal makes of it. */
function redactedError(error: unknown, known: KnownSecrets): unknown {
  const seen = new Set<unknown>();
  for (let at = error; isErrorLike(at) && !seen.has(at); at = at.cause) {
    seen.add(at);
    if (!redactTexts(at, known)) return newFailure(error, known);
  }
  return isErrorLike(error) ? error : known.redactIn(error);
}

interface ErrorLike {
  name?: string;
  message: string;
  stack?: string;
  cause?: unknown;
}

/** By shape: errors of the runtime's own parts need not be instances of our `Error`. */
function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

/** False for an error that lets nobody change it. */
function redactTexts(error: ErrorLike, known: KnownSecrets): boolean {
  for (const field of ['message', 'stack'] as const) {
    const text = error[field];
    const clean = text === undefined ? undefined : known.redact(text);
    if (clean === text) continue;
    if (!Reflect.defineProperty(error, field, { value: clean, configurable: true, writable: true })) return false;
  }
  return true;
}

function newFailure(error: unknown, known: KnownSecrets): ApplicationFailure {
  const { name = 'Error', message } = isErrorLike(error) ? error : { message: String(error) };
  return ApplicationFailure.create({ type: name, message: known.redact(message) });
}
