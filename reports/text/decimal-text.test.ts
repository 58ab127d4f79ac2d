import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  formatDecimal,
  formatDecimalShort,
  fromScaled,
  isDecimalText,
  sumDecimals,
} from './decimal-text.ts';

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

describe('formatDecimalShort', () => {
  it.each([
    ['0', '0'],
    ['0.000', '0'],
    ['150000', '150,000'],
    ['421.3456789', '421.346'],
    ['421.3454999', '421.345'],
    ['999.9995', '1,000'],
    ['40.50', '40.5'],
    ['1200.000', '1,200'],
    ['0.0005', '0.001'],
    ['0.00049', '<0.001'],
    ['-2.0005', '\u22122.001'],
  ])('writes %s as %s', (text, formatted) => {
    expect(formatDecimalShort(text)).toBe(formatted);
  });

  it('leaves what is no decimal as it is', () => {
    expect(formatDecimalShort('many')).toBe('many');
  });
});

describe('sumDecimals', () => {
  it('adds exactly where binary floating point would not', () => {
    expect(sumDecimals(['0.10', '0.20', '9007199254740993.00'])).toBe('9007199254740993.30');
  });

  it('keeps all decimals, two at least', () => {
    expect(sumDecimals(['1', '0.125'])).toBe('1.125');
    expect(sumDecimals(['1', '2'])).toBe('3.00');
    expect(sumDecimals([])).toBe('0.00');
  });

  it('adds refunds as what they are', () => {
    expect(sumDecimals(['999.00', '-1500.50'])).toBe('-501.50');
    expect(sumDecimals(['0.05', '-0.10'])).toBe('-0.05');
  });

  it('refuses text that is no plain decimal', () => {
    expect(() => sumDecimals(['1e3'])).toThrow(
      new RangeError('"1e3" is not a plain decimal, such as -1234.50.'),
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

describe('fromScaled', () => {
  it('writes exactly the decimals asked for', () => {
    expect([fromScaled(5n, 2), fromScaled(-1234n, 3), fromScaled(70n, 0)]).toEqual([
      '0.05',
      '-1.234',
      '70',
    ]);
  });
});
