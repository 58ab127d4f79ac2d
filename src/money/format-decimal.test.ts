import { describe, expect, it } from 'vitest';
import { formatDecimal, groupDigits } from './format-decimal.ts';

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

describe('formatDecimal', () => {
  it.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1,000'],
    ['1000000000.123456789', '1,000,000,000.123456789'],
    ['-500.00', '\u2212500.00'],
    ['-1234567.80', '\u22121,234,567.80'],
    ['123456789012345678901234567890.10', '123,456,789,012,345,678,901,234,567,890.10'],
  ])('writes %s as %s', (text, formatted) => {
    expect(formatDecimal(text)).toBe(formatted);
  });

  it.each(['', 'abc', '1e5', '<b>', '1.', '.5', '1000\n'])('leaves %j as it is', (text) => {
    expect(formatDecimal(text)).toBe(text);
  });
});
