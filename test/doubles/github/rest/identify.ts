// Who makes a request: a token, the signed word of an App, or nobody.
import { createPublicKey, verify } from 'node:crypto';
import { Refusal } from '../refusal.js';
import type { Token } from '../tokens.js';
import type { World } from '../world.js';

export interface Identity {
  token: Token | null;
  appId: number | null;
}

const NOBODY: Identity = { token: null, appId: null };
/** GitHub's clock and that of the App may differ by so much. */
const LEEWAY_S = 60;
const JWT_SECONDS_MAX = 600;

export function identify(world: World, authorization: string | undefined): Identity {
  if (!authorization) return NOBODY;
  const [scheme = '', word = ''] = authorization.split(' ');
  const secret = scheme.toLowerCase() === 'basic' ? passwordOf(word) : word;
  if (secret.split('.').length === 3) return { token: null, appId: appOf(world, secret) };
  const token = world.tokens.find(secret);
  if (!token || token.installation?.suspended) throw new Refusal(401, 'Bad credentials');
  return { token, appId: null };
}

export function passwordOf(basic: string): string {
  const pair = Buffer.from(basic, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}

function appOf(world: World, jwt: string): number {
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const { iss, iat, exp } = parsed(claims) as { iss?: string | number; iat?: number; exp?: number };
  const app = world.apps.find(({ id }) => id === Number(iss));
  if (!app?.publicKey) throw new Refusal(401, 'A JSON web token could not be decoded');
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    createPublicKey(app.publicKey),
    Buffer.from(signature, 'base64url'),
  );
  const now = world.clock.now() / 1_000;
  if (!signed) throw new Refusal(401, 'A JSON web token could not be decoded');
  if (!exp || exp < now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (!iat || iat > now + LEEWAY_S)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (exp > now + JWT_SECONDS_MAX + LEEWAY_S)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  return app.id;
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
}
