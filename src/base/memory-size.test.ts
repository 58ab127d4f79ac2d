import { describe, expect, it } from 'vitest';
import { defaultRunMegabytes } from './memory-size.ts';

describe('defaultRunMegabytes', () => {
  it.each([
    [1, 600],
    [2, 600],
    [4, 1024],
    [15.5, 3968],
    [16, 4096],
    [512, 4096],
  ])('is a quarter of %d GB, from 600 MB to 4 GB', (gigabytes, megabytes) => {
    expect(defaultRunMegabytes(gigabytes * 1024 ** 3)).toBe(megabytes);
  });
});
