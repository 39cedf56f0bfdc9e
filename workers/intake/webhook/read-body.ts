// Reads a request's body within a limit.
import type { IncomingMessage } from 'node:http';

export type ReadBody = { ok: true; text: string } | { ok: false; status: 400 | 413 };

/** Stops reading where it is too long, and leaves the connection as it is for the answer. Rejects when it breaks off. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return { ok: false, status: 413 };
  const bytes = await bytesOf(request, bytesMax);
  if (bytes === null) return { ok: false, status: 413 };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, status: 400 };
  }
}

/** Null when there are more. Reading by iteration would end the connection together with the reading. */
function bytesOf(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let count = 0;
    request.on('data', (chunk: Buffer) => {
      count += chunk.length;
      if (count <= bytesMax) return chunks.push(chunk);
      request.pause();
      return resolve(null);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the connection was closed')));
  });
}
