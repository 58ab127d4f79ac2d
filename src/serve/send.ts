import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Bytes } from '../analyst/results/format.ts';
import type { Refusal } from './request-guard.ts';

/** Longest time in which a client may read nothing. */
const patienceMilliseconds = 60_000;

/** Sends a refusal as plain text and closes the connection: the rest of the request is not read. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const { status, message, allow } = refusal;
  if (allow !== undefined) response.setHeader('Allow', allow);
  response.setHeader('Connection', 'close');
  send(response, status, 'text/plain', `${message}\n`);
}

/** Answers an error of this program without its reason. */
export function sendFailure(response: ServerResponse): void {
  response.setHeader('Connection', 'close');
  const text = 'This page failed. The terminal of imbill serve tells the reason.\n';
  send(response, 500, 'text/plain', text);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

/**
 * Writes as fast as the client reads.
 *
 * @throws The signal's reason, if the client has gone or reads nothing.
 */
export async function writePiece(
  response: ServerResponse,
  piece: Bytes,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (response.write(piece)) return;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMilliseconds)]);
  await once(response, 'drain', { signal: patience });
}
