import { describe, expect, it } from 'vitest';
import { wrapLine } from './wrap.ts';

describe('wrapLine', () => {
  it('wraps at words, with a hanging indent', () => {
    expect(wrapLine('! acme: the app has no plan', { width: 15, hang: 2 })).toEqual([
      '! acme: the app',
      '  has no plan',
    ]);
  });

  it('keeps a line that fits as it is', () => {
    expect(wrapLine('  a  b ', { width: 7, hang: 4 })).toEqual(['  a  b ']);
  });

  it('wraps Chinese between characters, and no sign of the wrong side begins or ends a line', () => {
    expect(wrapLine('客户「云端」没有套餐，请补购。', { width: 10, hang: 0 })).toEqual([
      '客户「云',
      '端」没有套',
      '餐，请补',
      '购。',
    ]);
  });

  it('breaks a word only if it is asked to', () => {
    expect(wrapLine('hash abcdefghijkl', { width: 8, hang: 2 })).toEqual([
      'hash',
      '  abcdefghijkl',
    ]);
    expect(wrapLine('hash abcdefghijkl', { width: 8, hang: 2, breaksWords: true })).toEqual([
      'hash',
      '  abcdef',
      '  ghijkl',
    ]);
  });
});
