import { describe, expect, it } from 'vitest';
import { quotedText, visibleCharacters, visibleJson, visibleLines } from './visible-characters.ts';

const hostile = 'a\u001b[2J\u0007\r\u009b1m\u007f\u202eb\u2028\ufeff';
const shown = 'a\\x1b[2J\\x07\\r\\x9b1m\\x7f\\u202eb\\u2028\\ufeff';

describe('visibleCharacters', () => {
  it.each([
    [hostile, shown],
    ['one\ntwo\tthree', 'one\\ntwo\\tthree'],
    ['日志 é 😀 "x" \\', '日志 é 😀 "x" \\'],
    ['\ud800x', '\\ud800x'],
  ])('shows %j as %j', (text, visible) => {
    expect(visibleCharacters(text)).toBe(visible);
  });
});

describe('visibleLines', () => {
  it('keeps line feeds and nothing else that steers', () => {
    expect(visibleLines(`one\n${hostile}\n`)).toBe(`one\n${shown}\n`);
  });
});

describe('visibleJson', () => {
  it('is the same document, without a byte that a terminal obeys', () => {
    const document = { [hostile]: [hostile, 'plain'] };
    const text = visibleJson(JSON.stringify(document, null, 2));
    expect(JSON.parse(text)).toEqual(document);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e\ufeff]/);
  });
});

describe('quotedText', () => {
  it.each([
    ['time', '"time"'],
    ['\ufefftime', '"\\ufefftime"'],
    ['A\u00a0', '"A\\u00a0"'],
    ['a\u200db\u3000', '"a\\u200db\\u3000"'],
    ['say "hi"\n', '"say \\"hi\\"\\n"'],
    ['\u001b[31m\u0085', '"\\u001b[31m\\u0085"'],
    ['用户 😀', '"用户 😀"'],
  ])('quotes %j as %j', (text, quoted) => {
    expect(quotedText(text)).toBe(quoted);
  });
});
