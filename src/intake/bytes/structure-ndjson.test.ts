import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { structureNdjson } from './structure-ndjson.ts';
import type { StructuredFile, StructureLimits } from './structured-file.ts';
import { verifyDelivery } from './verify-delivery.ts';

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imbill-structure-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function structure(
  content: string | Uint8Array,
  options: { force?: boolean; limits?: Partial<StructureLimits> } = {},
) {
  const path = join(folder, 'a.ndjson');
  writeFileSync(path, content);
  const { maxRecordBytes = 1024 * 1024 } = options.limits ?? {};
  const delivery = await verifyDelivery(
    {
      path,
      name: 'logs/a.ndjson',
      format: 'ndjson',
      compression: 'none',
      scratchDir: folder,
      delimiter: ',',
    },
    { maxLineBytes: maxRecordBytes },
  );
  return structureNdjson(delivery, options);
}

/** What DuckDB reads of a structured file: lines, each behind its number where it has one. */
async function readByDuckDb({ readPath, hasLineNumbers }: StructuredFile) {
  const columns = hasLineNumbers
    ? `'line_number': 'VARCHAR', 'line': 'VARCHAR'`
    : `'line': 'VARCHAR'`;
  const reader = await connection.runAndReadAll(
    `select * from read_csv('${readPath}', auto_detect = false, header = false, delim = chr(1),
       quote = '', escape = '', new_line = '\\n', parallel = false, max_line_size = 2097152,
       columns = {${columns}})`,
  );
  return reader.getRows();
}

function rejectsOf({ rejectsPath }: StructuredFile): string[][] {
  if (rejectsPath === undefined) return [];
  const rejects = parse(readFileSync(rejectsPath), { from: 2 }) as string[][];
  return rejects.map(([number = '', , value = '', reason = '']) => [number, value, reason]);
}

const documents = [
  '{"a":"x\\"y,\\\\ \\u00e9 é 中文 😀"}',
  '"',
  ' ',
  '\\',
  ',',
  '{"a": [1, 2, "}"]}',
  'not JSON\t',
];

describe('structureNdjson', () => {
  it('has a file of plain lines read as it is', async () => {
    const file = await structure(documents.join('\n'));
    expect(file).toEqual({
      readPath: join(folder, 'a.ndjson'),
      hasLineNumbers: false,
      header: [],
      lines: 7,
      headers: 0,
      linesBefore: 0,
      structuralRejects: 0,
    });
    expect(await readByDuckDb(file)).toEqual(documents.map((line) => [line]));
  });

  it.each(['', '\ufeff'])('finds no lines in %j', async (content) => {
    const file = await structure(content);
    expect(file).toMatchObject({ lines: 0, headers: 0, structuralRejects: 0 });
    expect(await readByDuckDb(file)).toEqual([]);
  });

  it.each([
    ['CRLF', `${documents.join('\r\n')}\r\n`],
    ['a byte order mark', `\ufeff${documents.join('\n')}`],
    ['a carriage return at the very end', `${documents.join('\n')}\r`],
  ])('has a numbered copy read of one with %s', async (_, content) => {
    const file = await structure(content);
    expect(file).toMatchObject({ hasLineNumbers: true, lines: 7, structuralRejects: 0 });
    expect(await readByDuckDb(file)).toEqual(documents.map((line, i) => [String(i + 1), line]));
  });

  it('rejects bad lines one by one', async () => {
    const content = Buffer.concat([
      Buffer.from('{}\n\n\r\n{"a":\0}\n{"b":\x01}\n{"c":\r1}\n'),
      Buffer.from([0xd6, 0xd0, 0x0a]),
      Buffer.from(`${'x'.repeat(400)}\n[]`),
    ]);
    const file = await structure(content, { limits: { maxRecordBytes: 300, chunkBytes: 7 } });
    expect(file).toMatchObject({ lines: 9, headers: 0, structuralRejects: 7 });
    expect(await readByDuckDb(file)).toEqual([
      ['1', '{}'],
      ['9', '[]'],
    ]);
    expect(rejectsOf(file)).toEqual([
      ['2', '', 'line is empty'],
      ['3', '', 'line is empty'],
      ['4', '{"a":\ufffd}', 'holds a NUL byte'],
      ['5', '{"b":\x01}', 'holds a byte 0x01'],
      ['6', '{"c":\r1}', 'carriage return that does not end the line'],
      ['7', '\ufffd\ufffd', 'is not UTF-8; set encoding in the source if the file is GBK'],
      ['8', 'x'.repeat(200), 'longer than 300 bytes'],
    ]);
  });

  it('has lines of 1 MiB read whole, and rejects the line that is a byte longer', async () => {
    const longest = `"${'é'.repeat(524287)}"`;
    const plain = await structure(`{}\n${longest}\n`);
    expect(plain).toMatchObject({ hasLineNumbers: false, lines: 2 });
    expect(await readByDuckDb(plain)).toEqual([['{}'], [longest]]);
    const copied = await structure(`${longest}\n${longest}x\n{}\n`);
    expect(await readByDuckDb(copied)).toEqual([
      ['1', longest],
      ['3', '{}'],
    ]);
    expect(rejectsOf(copied)).toEqual([['2', longest.slice(0, 200), 'longer than 1048576 bytes']]);
  });

  it('accounts for every line of any bytes in any chunks', async () => {
    const unit = fc.constantFrom('a', '"', '中', '\n', '\r', '\r\n', '\0', '\x01', '\\', ' ');
    const limits = fc.record({
      chunkBytes: fc.constantFrom(1, 7, 64),
      maxRecordBytes: fc.constantFrom(4, 1000),
    });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), limits, async (anything, small) => {
        const content = `{}\n${anything}`;
        const lines = content.split('\n').map((line) => line.replace(/\r$/, ''));
        if (content.endsWith('\n')) lines.pop();
        const isGood = (line: string) =>
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
          /^[^\0\x01\r]+$/.test(line) && Buffer.byteLength(line) <= small.maxRecordBytes;

        const file = await structure(content, { limits: small, force: true });

        const numbered = lines.map((line, index) => [String(index + 1), line]);
        expect(await readByDuckDb(file)).toEqual(numbered.filter(([, line]) => isGood(line!)));
        expect(rejectsOf(file).map(([number]) => number)).toEqual(
          numbered.filter(([, line]) => !isGood(line!)).map(([number]) => number),
        );
        expect(file.lines).toBe(lines.length);
      }),
      { numRuns: 150 },
    );
  });
});
