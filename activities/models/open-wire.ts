// One call's connection, watched byte by byte: below the SDK, since comments and pings that keep a connection alive
// are seen nowhere above it. Whoever gives up here closes the socket, so that a provider stops generating.

export interface WireLimits {
  /** Silence before the first byte of the answer, and while the model thinks. Below Node's own limit of 300 s. */
  thinkingMs: number;
  /** Silence in the middle of a text. */
  quietMs: number;
  /** A whole call. */
  callMs: number;
  /** All bytes of an answer in its protocol, where each token is wrapped in some hundred bytes. */
  wireBytes: number;
}

/** A call ends a minute before the engine gives up on its activity. */
export const WIRE_LIMITS: WireLimits = {
  thinkingMs: 290_000,
  quietMs: 120_000,
  callMs: 14 * 60_000,
  wireBytes: 64_000_000,
};

/** We ended the call ourselves: the provider was silent or slow, or sent more than anybody should read. */
export class CallCut extends Error {
  override readonly name = 'CallCut';

  constructor(
    readonly kind: 'silent' | 'slow' | 'tooLarge' | 'secondRequest',
    message: string,
  ) {
    super(message);
  }
}

export interface Wire {
  /** For the SDK; it serves one request. */
  fetch: typeof globalThis.fetch;
  /** Ends whatever waits for this call. */
  signal: AbortSignal;
  /** Status of the response; null until its headers came. */
  status(): number | null;
  /** Whether the answer comes as a stream of events; null until its headers came. */
  streams(): boolean | null;
  /** Whether the model is in the middle of a text, so that less silence is borne. */
  talks(talking: boolean): void;
  /** Ends the call; a connection that is still open is closed. */
  close(): void;
}

export function openWire(limits: WireLimits, cancelled: AbortSignal): Wire {
  const closing = new AbortController();
  const signal = AbortSignal.any([cancelled, closing.signal]);
  const cut = (kind: CallCut['kind'], message: string) => closing.abort(new CallCut(kind, message));
  let status: number | null = null;
  let streams: boolean | null = null;
  let bytes = 0;
  let used = false;
  let quietMs = limits.thinkingMs;
  let silence: NodeJS.Timeout | undefined;
  let whole: NodeJS.Timeout | undefined;

  function listen(): void {
    clearTimeout(silence);
    if (signal.aborted) return;
    silence = setTimeout(() => cut('silent', `not a byte came for ${quietMs / 1_000} s (${soFar(bytes)})`), quietMs);
  }

  const watch = () =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        listen();
        if (bytes > limits.wireBytes) cut('tooLarge', `the answer has more than ${limits.wireBytes} bytes`);
        else controller.enqueue(chunk);
      },
    });

  return {
    async fetch(url, init) {
      // A second request would be billed a second time under one row of the journal.
      if (used) throw new CallCut('secondRequest', 'the answer would need a second request');
      used = true;
      whole = setTimeout(
        () => cut('slow', `the call took longer than ${limits.callMs / 1_000} s (${soFar(bytes)})`),
        limits.callMs,
      );
      listen();
      // A redirect is not followed: whoever answers there would be given the key, and the call would be a second one.
      const response = await globalThis.fetch(url, { ...init, redirect: 'manual' });
      status = response.status;
      streams = response.headers.get('content-type')?.includes('event-stream') ?? false;
      listen();
      const { statusText, headers } = response;
      return new Response(response.body?.pipeThrough(watch()) ?? null, { status, statusText, headers });
    },
    signal,
    status: () => status,
    streams: () => streams,
    talks(talking) {
      const borne = talking ? limits.quietMs : limits.thinkingMs;
      if (borne === quietMs) return;
      quietMs = borne;
      listen();
    },
    close() {
      clearTimeout(silence);
      clearTimeout(whole);
      closing.abort();
    },
  };
}

function soFar(bytes: number): string {
  return bytes === 0 ? 'nothing had come' : `after ${bytes} bytes`;
}
