// The world around a command with its door watched: whatever a command prints, also of an error that nobody expected,
// leaves without the secrets of its environment.
import { createKnownSecrets, type KnownSecrets } from '../activities/secrets/known-secrets.js';
import { secretValues } from '../activities/secrets/secret-values.js';
import type { World } from './context.js';
import type { OutputStream } from './screen.js';

export function redactingWorld(world: World): World {
  const secrets = createKnownSecrets(secretValues({ settings: {}, env: world.env }));
  return { ...world, stdout: redactingStream(world.stdout, secrets), stderr: redactingStream(world.stderr, secrets) };
}

/** The stream itself in all but what is written to it: its width and what it can do may change at any time. */
function redactingStream(stream: OutputStream, secrets: KnownSecrets): OutputStream {
  const write = (chunk: string | Uint8Array, ...rest: []) =>
    stream.write(typeof chunk === 'string' ? secrets.redact(chunk) : chunk, ...rest);
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
