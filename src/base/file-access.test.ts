import { describe, expect, it } from 'vitest';
import { maskOf } from './file-access.ts';

describe('maskOf', () => {
  it.each([
    ['private', 0o022, 0o077],
    ['private', 0o077, 0o077],
    ['private', 0o177, 0o177],
    ['group', 0o022, 0o027],
    ['group', 0o077, 0o027],
    ['umask', 0o002, 0o002],
  ] as const)('gives %s its mask', (access, given, mask) => {
    expect(maskOf(access, given)).toBe(mask);
  });
});
