import { describe, expect, it } from 'vitest';
import { parseChecksums } from './parse-checksums.ts';

const [one, two] = ['1a'.repeat(32), '2b'.repeat(32)];

function namesAndHashes(text: string, fileName = 'logs/SHA256SUMS'): string[][] {
  return parseChecksums(text, fileName).map(({ name, sha256 }) => [name, sha256!]);
}

describe('parseChecksums', () => {
  it('reads the lines of sha256sum, in text and binary mode', () => {
    expect(namesAndHashes(`${one}  a b.csv\n${two.toUpperCase()} *b.csv`)).toEqual([
      ['a b.csv', one],
      ['b.csv', two],
    ]);
  });

  it('reads the lines of sha256sum --tag and --zero', () => {
    expect(namesAndHashes(`SHA256 (a (1).csv) = ${one}\n`)).toEqual([['a (1).csv', one]]);
    expect(namesAndHashes(`${one}  a\nb\\n.csv\0${two}  c.csv\0`)).toEqual([
      ['a\nb\\n.csv', one],
      ['c.csv', two],
    ]);
  });

  it('reads names that sha256sum escapes', () => {
    expect(namesAndHashes(`\\${one}  a\\\\b\\nc\\rd.csv\n`)).toEqual([['a\\b\nc\rd.csv', one]]);
    expect(namesAndHashes(`\\SHA256 (a\\\\n.csv) = ${one}\n`)).toEqual([['a\\n.csv', one]]);
    expect(namesAndHashes(`${one}  a\\n.csv\n`)).toEqual([['a\\n.csv', one]]);
  });

  it('reads CRLF, comments, empty lines and an equal line twice', () => {
    expect(namesAndHashes(`# made at night\r\n\r\n${one}  a.csv\r\n${one}  a.csv\r\n`)).toEqual([
      ['a.csv', one],
    ]);
    expect(parseChecksums(`\n# x\n${one}  a.csv`, 'S')[0]!.place).toBe('line 3');
  });

  it('reads a lone hash beside its file', () => {
    expect(namesAndHashes(`${one}\n`, 'logs/a.csv.gz.sha256')).toEqual([['a.csv.gz', one]]);
  });

  it.each([
    [`${one}  a.csv\n${one} a.csv`, `line 2: "${one} a.csv" is no checksum`],
    [`${one}\n`, `line 1: "${one}" is no checksum`],
    [
      'd41d8cd98f00b204e9800998ecf8427e  a.csv',
      'line 1: "d41d8cd98f00b204e9800998ecf8427e  a.csv" is no checksum',
    ],
    [`${one}  a.csv\n${two}  a.csv`, 'line 2: "a.csv" has another hash than in line 1'],
    ['\u001b[2Jx', 'line 1: "\\u001b[2Jx" is no checksum'],
  ])('refuses %j with its line', (text, expected) => {
    expect(() => parseChecksums(text, 'logs/SHA256SUMS')).toThrow(
      `logs/SHA256SUMS, ${expected}.\nAccepted: lines of sha256sum`,
    );
  });
});
