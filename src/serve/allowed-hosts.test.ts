import { describe, expect, it } from 'vitest';
import { hostCheck, isLoopbackHost } from './allowed-hosts.ts';

describe('hostCheck', () => {
  it.each(['127.0.0.1', '127.0.0.1:8460', 'localhost:8460', 'LOCALHOST', '[::1]:8460'])(
    'takes %s on this machine',
    (header) => {
      expect(hostCheck('127.0.0.1')(header)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.7:8460',
    'localhost:8460@evil.example',
    'localhost, evil.example',
    '[::1',
    '::1',
  ])('refuses %s on this machine', (header) => {
    expect(hostCheck('127.0.0.1')(header)).toBe(false);
  });

  it('takes addresses, and of names only its own, where it listens for others', () => {
    const isOwn = hostCheck('billing.internal');
    expect(isOwn('billing.internal:8460')).toBe(true);
    expect(isOwn('192.168.0.7:8460')).toBe(true);
    expect(isOwn('[fe80::1]:8460')).toBe(true);
    expect(isOwn('rebound.example:8460')).toBe(false);
  });
});

describe('isLoopbackHost', () => {
  it('knows the addresses that only this machine reaches', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1', 'localhost'].every(isLoopbackHost)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example'].some(isLoopbackHost)).toBe(false);
  });
});
