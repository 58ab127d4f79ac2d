import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { refusalOf } from './request-guard.ts';
import { securityHeaders } from './security-headers.ts';
import { sendFailure, sendRefusal } from './send.ts';
import { answerSql, sqlPaths } from './sql-endpoint.ts';
import type { SqlPool } from './sql-pool.ts';

/** A function that answers an accepted request. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface FrontDoorOptions {
  isOwnHost(header: string | undefined): boolean;
  pool: SqlPool;
  pages: Listener;
  /** Takes errors of this program; no answer tells them. */
  onError: (error: unknown) => void;
}

/** Limits of slow clients in milliseconds, and of the size of headers. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
};
const mostConnections = 128;

/** Creates a server that checks every request and sends the security headers with every answer. */
export function createFrontDoor(options: FrontDoorOptions): Server {
  const server = createServer(limits, (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = refusalOf(arrivalOf(request), options.isOwnHost);
    if (refusal) return sendRefusal(response, refusal);
    answer(request, response, options).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else sendFailure(response);
    });
  });
  server.maxConnections = mostConnections;
  server.on('clientError', refuseUnreadable);
  server.on('upgrade', (_request, socket) => socket.destroy());
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { pool, pages }: FrontDoorOptions,
): Promise<void> {
  if (request.method !== 'POST') return void (await pages(request, response));
  const paths = Object.values(sqlPaths);
  const path = paths.find((known) => known === request.url);
  if (path) return answerSql(request, response, pool, path);
  const message = `Nothing is posted here.\nAccepted: ${paths.join(', ')}.`;
  sendRefusal(response, { status: 405, message, allow: 'GET, HEAD' });
}

function arrivalOf({ method = '', url = '', rawHeaders }: IncomingMessage) {
  return { method, target: url, rawHeaders };
}

const statusOfCode: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Refuses a request that is no HTTP, too large or too slow. Node would answer without the headers. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const headers = { ...securityHeaders, Connection: 'close', 'Content-Length': '0' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = statusOfCode[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`);
}
