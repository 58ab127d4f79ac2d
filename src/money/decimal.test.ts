import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  isDecimalText,
  parseDecimal,
  plainDecimal,
  plainText,
} from './decimal.ts';

describe('parseDecimal', () => {
  it.each([
    ['999', '999'],
    ['10000.00', '10000'],
    ['-0.50', '-0.5'],
    ['-0', '0'],
    ['007', '7'],
    ['0.000000000000000000001', '0.000000000000000000001'],
    ['100000000000000000000000', '100000000000000000000000'],
    ['117042.495', '117042.495'],
  ])('takes %s, written back as %s', (text, written) => {
    expect(plainText(parseDecimal(text))).toBe(written);
    expect(plainDecimal(text)).toBe(written);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '.5',
    '1.',
    '1e3',
    '1,000',
    '1_000',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '１',
    '1.2.3',
    '1\n',
  ])('refuses %j', (text) => {
    expect(() => parseDecimal(text)).toThrow(
      new RangeError(`${JSON.stringify(text)} is not plain decimal text such as 12.5`),
    );
  });

  it('refuses a number, whose text is lost', () => {
    expect(() => parseDecimal(10000 as unknown as string)).toThrow(RangeError);
  });

  it('refuses more digits than stay exact', () => {
    expect(plainText(parseDecimal('9'.repeat(60)))).toBe('9'.repeat(60));
    expect(() => parseDecimal('9'.repeat(61))).toThrow(
      new RangeError(`${'9'.repeat(61)} has more than 60 digits`),
    );
  });
});

describe('compareDecimals', () => {
  it.each([
    ['10', '9', 1],
    ['1.50', '1.5', 0],
    ['-2', '1', -1],
    ['9007199254740993', '9007199254740992', 1],
  ])('of %s and %s is %i', (left, right, order) => {
    expect(compareDecimals(left, right)).toBe(order);
  });
});

describe('isDecimalText', () => {
  it('takes plain decimals only', () => {
    expect(['0', '-1.50', '1e5', '+1', '１', '1 '].map(isDecimalText)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
