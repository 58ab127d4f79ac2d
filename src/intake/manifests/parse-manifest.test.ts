import { describe, expect, it } from 'vitest';
import { isJsonManifest, isManifest } from './listed-file.ts';
import { parseManifest } from './parse-manifest.ts';

const hash = 'ab'.repeat(32);

/** First line of the refusal. */
function refusalOf(text: string): string {
  try {
    parseManifest(text, 'logs/m.manifest.json');
  } catch (error) {
    const { name, message } = error as Error;
    expect(name).toBe('UserError');
    expect(message).toContain('Accepted: { "files"');
    return message.split('\n')[0]!;
  }
  return 'accepted';
}

describe('parseManifest', () => {
  it('reads name, size, rows and hash', () => {
    const text = JSON.stringify({
      version: 1,
      files: [
        { name: 'a.csv', size: 10, rows: 2, sha256: hash.toUpperCase() },
        { path: 'b/c.csv', bytes: '7' },
        { name: 'd.csv', row_count: 0, checksum: `sha256:${hash}` },
      ],
    });
    expect(parseManifest(text, 'm.json')).toEqual([
      { name: 'a.csv', place: 'files[0]', bytes: 10, rows: 2, sha256: hash },
      { name: 'b/c.csv', place: 'files[1]', bytes: 7 },
      { name: 'd.csv', place: 'files[2]', rows: 0, sha256: hash },
    ]);
  });

  it('reads entries with addresses, as unloads of a data warehouse have them', () => {
    const entry = {
      url: 's3://logs/2026/a.csv.gz',
      mandatory: true,
      meta: { content_length: 5, record_count: 3 },
    };
    expect(parseManifest(JSON.stringify({ entries: [entry] }), 'm.json')).toEqual([
      { name: 's3://logs/2026/a.csv.gz', place: 'entries[0]', bytes: 5, rows: 3 },
    ]);
  });

  it('reads a bare list, and an equal entry twice as one', () => {
    expect(parseManifest('[{"name":"__proto__"},{"name":"__proto__"}]', 'm.json')).toEqual([
      { name: '__proto__', place: '[0]' },
    ]);
  });

  it.each([
    ['{"files":[\n{"name":"a","size":1},', 'logs/m.manifest.json, line 2: this is no JSON.'],
    ['', 'logs/m.manifest.json, line 1: this is no JSON.'],
    ['null', 'logs/m.manifest.json:1:1: this is no list of files.'],
    ['{"files":{}}', 'logs/m.manifest.json:1:10: this is no list of files.'],
    ['{"files":[\n7]}', 'logs/m.manifest.json:2:1: this is no file with a name.'],
    ['{"files":[\n{"size":1}]}', 'logs/m.manifest.json:2:1: the file has no name.'],
    [
      '{"files":[\n{"name":"a","size":-1}]}',
      'logs/m.manifest.json:2:20: -1 is no whole number of 0 or more.',
    ],
    [
      '{"files":[\n{"name":"a","rows":1.5}]}',
      'logs/m.manifest.json:2:20: 1.5 is no whole number of 0 or more.',
    ],
    [
      '{"files":[\n{"name":"a","sha256":"zz"}]}',
      'logs/m.manifest.json:2:22: "zz" is no SHA-256 in hex.',
    ],
    [
      '{"files":[\n{"name":"a","size":1},\n{"name":"a","size":2}]}',
      'logs/m.manifest.json:3:1: "a" is listed before with other values.',
    ],
  ])('refuses %j with its place', (text, expected) => {
    expect(refusalOf(text)).toBe(expected);
  });

  it('refuses a text of ten thousand brackets', () => {
    const depth = 10_000;
    expect(refusalOf(`${'['.repeat(depth)}${']'.repeat(depth)}`)).toMatch(
      /^logs\/m\.manifest\.json.*this is no file with a name\.$/,
    );
  });
});

describe('isManifest', () => {
  it('tells manifests from logs, in any case', () => {
    const manifests = [
      'logs/manifest.json',
      'day.manifest.json',
      'SHA256SUMS',
      'logs/sha256sums.txt',
      'logs/a.csv.sha256',
      'logs/Day.Manifest.JSON',
    ];
    expect(manifests.filter((name) => !isManifest(name))).toEqual([]);
    const logs = [
      'logs/a.json',
      'logs/amanifest.json',
      'logs/manifest.json.gz',
      'SHA256SUMS/a.csv',
    ];
    expect(logs.filter((name) => isManifest(name))).toEqual([]);
    expect(manifests.filter(isJsonManifest)).toEqual([
      'logs/manifest.json',
      'day.manifest.json',
      'logs/Day.Manifest.JSON',
    ]);
  });
});
