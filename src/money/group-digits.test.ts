import { describe, expect, it } from 'vitest';
import { groupDigits } from './group-digits.ts';

describe('groupDigits', () => {
  it.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1,000'],
    ['152340.567891', '152,340.567891'],
    ['-1234567.00', '-1,234,567.00'],
    ['-999.00', '-999.00'],
  ])('groups %s as %s', (text, grouped) => {
    expect(groupDigits(text)).toBe(grouped);
  });
});
