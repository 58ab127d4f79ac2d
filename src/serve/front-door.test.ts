import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { hostCheck } from './allowed-hosts.ts';
import { createFrontDoor } from './front-door.ts';
import { securityHeaders } from './security-headers.ts';
import { SqlPool } from './sql-pool.ts';
import { rawRequest, readAnswer } from './testing/raw-request.ts';

let server: Server;
let port: number;
const errors: unknown[] = [];

beforeAll(async () => {
  const pool = new SqlPool(workspaceAt(await tempFolder()), {
    most: 1,
    mostWaiting: 0,
    idleMilliseconds: 1000,
    memoryMegabytes: 64,
    timeoutSeconds: 5,
    threads: 1,
  });
  server = createFrontDoor({
    isOwnHost: hostCheck('127.0.0.1'),
    pool,
    onError: (error) => errors.push(error),
    pages(request, response) {
      if (request.url === '/broken') throw new Error('/home/somebody: at secret.ts:1');
      response.end(`page ${request.url}`);
    },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n\r\n`;

describe('createFrontDoor', () => {
  it('shows pages to those who ask under a name of its own', async () => {
    for (const host of ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const request = lines('GET /a HTTP/1.1', `Host: ${host}`, 'Connection: close');
      expect(await rawRequest(port, request)).toMatchObject({ status: 200, body: 'page /a' });
    }
  });

  it.each([
    ['another name', lines('GET / HTTP/1.1', 'Host: evil.example', 'Connection: close'), 421],
    ['no Host', lines('GET / HTTP/1.1', 'Connection: close'), 400],
    ['no Host in HTTP/1.0', lines('GET / HTTP/1.0'), 400],
    ['two Hosts', lines('GET / HTTP/1.1', 'Host: localhost', 'Host: evil.example'), 400],
    [
      'two Hosts, the own one last',
      lines('GET / HTTP/1.1', 'Host: evil.example', 'Host: localhost'),
      400,
    ],
    ['an absolute address', lines('GET http://localhost/ HTTP/1.1', 'Host: localhost'), 400],
    [
      'an absolute address of its own with another Host',
      lines('GET http://localhost/ HTTP/1.1', 'Host: evil.example'),
      400,
    ],
    [
      'an absolute address elsewhere',
      lines('GET http://evil.example/ HTTP/1.1', 'Host: localhost'),
      400,
    ],
    ['two slashes', lines('GET //evil.example/ HTTP/1.1', 'Host: localhost'), 400],
    ['CONNECT', lines('CONNECT evil.example:443 HTTP/1.1', 'Host: evil.example:443'), 0],
    [
      'an upgrade',
      lines('GET / HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'),
      0,
    ],
    ['TRACE', lines('TRACE / HTTP/1.1', 'Host: localhost'), 405],
    [
      'OPTIONS of another page',
      lines('OPTIONS /sql HTTP/1.1', 'Host: localhost', 'Origin: http://evil.example'),
      405,
    ],
    [
      'a post to a page',
      lines(
        'POST /a HTTP/1.1',
        'Host: localhost',
        'Origin: http://localhost',
        'Content-Type: application/json',
        'Content-Length: 0',
      ),
      405,
    ],
    [
      'headers too long',
      lines('GET / HTTP/1.1', 'Host: localhost', `X: ${'a'.repeat(17_000)}`),
      431,
    ],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n', 400],
    ['a line end within a header', 'GET / HTTP/1.1\r\nHost: localhost\nX: 1\r\n\r\n', 400],
    [
      'two lengths',
      lines(
        'POST /sql HTTP/1.1',
        'Host: localhost',
        'Content-Length: 1',
        'Transfer-Encoding: chunked',
      ),
      400,
    ],
  ])('refuses %s', async (_what, request, status) => {
    const answer = await rawRequest(port, request);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toMatch(/page/);
  });

  it('gives every answer the same headers, whoever made it', async () => {
    const requests = [
      lines('GET / HTTP/1.1', 'Host: localhost', 'Connection: close'),
      lines('GET / HTTP/1.1', 'Host: evil.example'),
      lines('GET /broken HTTP/1.1', 'Host: localhost'),
      'hello\r\n\r\n',
    ];
    const expected = Object.fromEntries(
      Object.entries(securityHeaders).map(([name, value]) => [name.toLowerCase(), value]),
    );
    for (const request of requests) {
      const { headers } = await rawRequest(port, request);
      expect(headers).toMatchObject(expected);
      expect(Object.keys(headers)).not.toContain('access-control-allow-origin');
    }
  });

  it('tells the terminal and not the page what our mistake was', async () => {
    errors.length = 0;
    const answer = await rawRequest(port, lines('GET /broken HTTP/1.1', 'Host: localhost'));
    expect([answer.status, answer.body]).toEqual([
      500,
      'This page failed. The terminal of imbill serve tells the reason.\n',
    ]);
    expect(errors).toEqual([new Error('/home/somebody: at secret.ts:1')]);
  });

  it('takes no longer for one slow client than it says', async () => {
    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      maxConnections: 128,
    });
    server.headersTimeout = 1;
    try {
      const socket = connect(port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: local');
      expect(await readAnswer(socket)).toMatchObject({ status: 408 });
    } finally {
      server.headersTimeout = 10_000;
    }
  });
});
