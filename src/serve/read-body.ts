import type { IncomingMessage } from 'node:http';
import { largestBody, type Refusal, tooLarge } from './request-guard.ts';

/** Reads the body as text, or refuses it. Memory never holds more than the limit. */
export async function readBody(request: IncomingMessage): Promise<string | Refusal> {
  const pieces: Buffer[] = [];
  let size = 0;
  // The rest of a request that is too large is not read; the answer is still sent.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    if (size > largestBody) return tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
