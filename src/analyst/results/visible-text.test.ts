import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['plain é 中 😀', 'plain é 中 😀'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b[31mred\u0000\u009b', '\\x1b[31mred\\x00\\x9b'],
    ['abc\u202Edef\u200b\ufeff', 'abc\\u202edef\\u200b\\ufeff'],
    ['\ud800x', '\\ud800x'],
    ['NULL', '"NULL"'],
    ['"NULL"', '""NULL""'],
    ['null', 'null'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});
