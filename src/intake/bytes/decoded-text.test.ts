import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLogRecords, logFormatProblem } from './access-log.ts';
import { decodedText, type TextEncoding } from './decoded-text.ts';

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function joined(pieces: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('utf8');
}

function decoded(bytes: Buffer, encoding: TextEncoding, size = 1 << 20): Promise<string> {
  return joined(decodedText(inChunks(bytes, size), { name: 'logs/a.csv', encoding }, 1 << 20));
}

describe('decodedText', () => {
  it('decodes UTF-16 in either byte order, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, size) => {
          const little = Buffer.from(`\ufeff${text}`, 'utf16le');
          const big = Buffer.from(little).swap16();
          expect(await decoded(little, 'utf-16', size)).toBe(text);
          expect(await decoded(big, 'utf-16', size)).toBe(text);
          expect(await decoded(big.subarray(2), 'utf-16be', size)).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
    // The first byte, FE, is no byte order mark.
    expect(await decoded(Buffer.from('þ😀', 'utf16le'), 'utf-16le', 4)).toBe('þ😀');
  });

  it('decodes Windows-1252, also where ISO 8859-1 has no signs, and refuses the bytes that it lacks', async () => {
    const bytes = Buffer.from('4de46c6c65723b80203130960a', 'hex');
    for (const size of [1, 3, 100])
      expect(await decoded(bytes, 'windows-1252', size)).toBe('Mäller;€ 10–\n');
    await expect(decoded(Buffer.from('u1\nu\x81\n', 'latin1'), 'windows-1252')).rejects.toThrow(
      'logs/a.csv, line 2: after its character 1 come bytes that are no WINDOWS-1252.',
    );
  });

  it('decodes GBK and GB 18030, however it is cut', async () => {
    // 成功, a comma, the four bytes of 𠀀, a line end.
    const bytes = Buffer.from('b3c9b9a62c953282360a', 'hex');
    for (let size = 1; size <= bytes.length; size++)
      expect(await decoded(bytes, 'gbk', size)).toBe('成功,𠀀\n');
  });

  it.each([
    [
      'gbk',
      Buffer.from('a\nb\xb3\xc9\xff\n', 'latin1'),
      'line 2: after its character 2 come bytes that are no GBK',
    ],
    [
      'gbk',
      Buffer.from('a\nb\xb3', 'latin1'),
      'line 2: after its character 1 come bytes that are no GBK',
    ],
    [
      'utf-16',
      Buffer.from('\ufeffa\nbc\udc00d', 'utf16le'),
      'line 2: after its character 2 come bytes that are no UTF-16',
    ],
    ['utf-16', Buffer.from('a,b\n', 'utf16le'), 'the text has no byte order mark'],
  ] as const)('refuses bytes that are no %s', async (encoding, bytes, problem) => {
    for (const size of [1, 3, 100])
      await expect(decoded(bytes, encoding, size)).rejects.toThrow(problem);
  });

  it('refuses a line that is too long', async () => {
    const text = { name: 'logs/a.csv', encoding: 'gbk' } as const;
    const pieces = decodedText(inChunks(Buffer.alloc(100, 'x'), 10), text, 50);
    await expect(joined(pieces)).rejects.toThrow('a line is longer than 50 bytes');
  });
});

describe('accessLogRecords', () => {
  const records = async (text: string, logFormat?: string) => {
    const chunks = inChunks(Buffer.from(text), 7);
    return joined(accessLogRecords(chunks, { name: 'logs/a.log', logFormat }, 1 << 20));
  };

  it('keeps each line a line: records, texts of lines of another form, empty lines', async () => {
    const line =
      '1.2.3.4 - - [01/Sep/2026:08:05:01 +0800] "GET /a?x=1&x=2&__proto__=3 HTTP/1.1" 200 5';
    const lines = (await records(`${line}\r\nother "line"\n\n${line}`)).split('\n');
    expect(lines[0]).toBe(
      '{"remote_addr":"1.2.3.4","time_local":"01/Sep/2026:08:05:01 +0800","request":"GET /a?x=1&x=2&__proto__=3 HTTP/1.1","status":"200","body_bytes_sent":"5","time":"2026-09-01T08:05:01+08:00","method":"GET","path":"/a","url":{"x":"1","__proto__":"3"}}\r',
    );
    expect(lines.slice(1, 3)).toEqual(['"other \\"line\\""', '']);
    expect(lines[3]).toBe(lines[0]!.trimEnd());
  });

  it('reads a form of its own, and what it escapes', async () => {
    const form = '$msec|"$request_uri"|$user';
    const text = '1788192000.123|"/p?name=%E5%BC%A0&q=a\\x22b&bad=%ZZ"|-\n';
    expect(JSON.parse(await records(text, form))).toEqual({
      msec: '1788192000.123',
      request_uri: '/p?name=%E5%BC%A0&q=a"b&bad=%ZZ',
      time: '1788192000123',
      path: '/p',
      url: { name: '张', q: 'a"b', bad: '%ZZ' },
    });
  });

  it('says what is accepted as a form', () => {
    expect(logFormatProblem('$a$b')).toBe('a sign between $a and the next variable');
    expect(logFormatProblem('$a $a')).toBe('each variable once; here is $a twice');
    expect(logFormatProblem('no variables')).toBe('variables such as $time_local and "$request"');
    expect(logFormatProblem(['$', '{a}b $c'].join(''))).toBeUndefined();
  });
});
