import type { IncomingMessage } from 'node:http';
import { largestBody, type Refusal, tooLarge } from './request-guard.ts';

/** The body as text, or why it is not taken; no more than the limit is kept. */
export async function readBody(request: IncomingMessage): Promise<string | Refusal> {
  const pieces: Buffer[] = [];
  let size = 0;
  // What is left of a request that is too large is not read; the answer still goes out.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    if (size > largestBody) return tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
