import { describe, expect, it } from 'vitest';
import { hostCheck } from './allowed-hosts.ts';
import { largestBody, longestTarget, refusalOf } from './request-guard.ts';

const own = 'http://127.0.0.1:8080';
const fromOwnPage = { Host: '127.0.0.1:8080', Origin: own, 'Sec-Fetch-Site': 'same-origin' };
const isOwnHost = hostCheck('127.0.0.1');
const json = { 'Content-Type': 'application/json' };

function statusOf(
  headers: Record<string, string> | string[],
  { method = 'GET', target = '/' } = {},
): number | undefined {
  const rawHeaders = Array.isArray(headers) ? headers : Object.entries(headers).flat();
  return refusalOf({ method, target, rawHeaders }, isOwnHost)?.status;
}

describe('refusalOf', () => {
  it.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST:8080',
    '127.0.0.1',
    '127.0.0.1:9999',
    '[::1]',
    '[::1]:8080',
  ])('lets the Host %s in', (Host) => {
    expect(statusOf({ Host })).toBeUndefined();
  });

  it.each([
    '',
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    '127.0.0.1@evil.example',
    '127.0.0.1:8080@evil.example',
    'evil.example/127.0.0.1',
    '127.0.0.1:8080, evil.example',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0.0.0.0:8080',
    '::1',
    '[::1',
    '[::ffff:127.0.0.1]:8080',
    '10.0.0.5:8080',
    '127.0.0.1:',
    '127.0.0.1:808080',
    '127.0.0.1:8080 ',
  ])('refuses the Host "%s"', (Host) => {
    expect(statusOf({ Host })).toBe(421);
  });

  it('says which names are accepted', () => {
    const arrival = { method: 'GET', target: '/', rawHeaders: ['Host', 'evil.example'] };
    expect(refusalOf(arrival, isOwnHost)?.message).toBe(
      'This server does not answer under that name.\nAccepted as Host: localhost, or the address that it listens on.',
    );
  });

  it('refuses no Host, and two of them, also the same one twice', () => {
    expect(statusOf({})).toBe(400);
    expect(statusOf(['Host', 'localhost', 'host', 'localhost'])).toBe(400);
    expect(statusOf(['Host', 'localhost', 'HOST', 'evil.example'])).toBe(400);
  });

  it.each([
    ['http://127.0.0.1:8080/', 400],
    ['http://evil.example/', 400],
    ['//evil.example/', 400],
    ['/\\evil.example/', 400],
    ['*', 400],
    ['', 400],
    ['evil.example:443', 400],
    ['/a b', 400],
    ['/a\r\nX: 1', 400],
    ['/\u00e9', 400],
    [`/${'a'.repeat(longestTarget)}`, 414],
  ])('refuses the target %j', (target, status) => {
    expect(statusOf({ Host: 'localhost' }, { target })).toBe(status);
  });

  it.each(['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'get', ''])(
    'refuses the method "%s", and says which there are',
    (method) => {
      const arrival = { method, target: '/', rawHeaders: ['Host', 'localhost'] };
      expect(refusalOf(arrival, isOwnHost)).toEqual({
        status: 405,
        message: 'The method is not accepted.\nAccepted: GET, HEAD, POST.',
        allow: 'GET, HEAD, POST',
      });
    },
  );

  it('lets a page be opened by a link from elsewhere, and by nothing else from there', () => {
    const link = { Host: 'localhost', 'Sec-Fetch-Site': 'cross-site' };
    expect(statusOf({ ...link, 'Sec-Fetch-Mode': 'navigate' })).toBeUndefined();
    for (const mode of ['no-cors', 'cors', 'websocket'])
      expect(statusOf({ ...link, 'Sec-Fetch-Mode': mode })).toBe(403);
    expect(statusOf({ Host: 'localhost', 'Sec-Fetch-Site': 'same-site' })).toBe(403);
    expect(statusOf({ Host: 'localhost', 'Sec-Fetch-Site': 'none' })).toBeUndefined();
    expect(statusOf({ Host: 'localhost', Origin: 'http://evil.example' })).toBe(403);
  });

  it('lets a query be posted by its own page only', () => {
    const post = { method: 'POST', target: '/sql' };
    expect(statusOf({ ...fromOwnPage, ...json }, post)).toBeUndefined();
    for (const Origin of [
      'null',
      'http://evil.example',
      'http://127.0.0.1:3000',
      'http://localhost:8080',
      'https://127.0.0.1:8080',
      `${own}/`,
      '',
    ])
      expect(statusOf({ ...fromOwnPage, ...json, Origin }, post), Origin).toBe(403);
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(statusOf({ ...fromOwnPage, ...json, 'Sec-Fetch-Site': site }, post)).toBe(403);
    expect(statusOf({ Host: '127.0.0.1:8080', ...json }, post)).toBe(403);
    const two = Object.entries({ ...fromOwnPage, ...json }).flat();
    expect(statusOf([...two, 'Origin', own], post)).toBe(403);
  });

  it('lets JSON be posted and nothing that a form can send, and no more than the limit', () => {
    const post = { method: 'POST', target: '/sql' };
    const status = (headers: Record<string, string>) =>
      statusOf({ ...fromOwnPage, ...headers }, post);
    expect(status({ 'Content-Type': 'application/json; charset=UTF-8' })).toBeUndefined();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'text/json',
      'application/json; charset=gbk',
      'text/plain; application/json',
      '',
    ])
      expect(status({ 'Content-Type': type }), type).toBe(415);
    expect(status({})).toBe(415);
    expect(status({ ...json, 'Content-Length': String(largestBody) })).toBeUndefined();
    expect(status({ ...json, 'Content-Length': String(largestBody + 1) })).toBe(413);
  });
});
