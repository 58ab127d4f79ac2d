import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { type CsvOptions, structureCsv } from './structure-csv.ts';
import type { StructuredFile } from './structured-file.ts';
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

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes in buffers that are still in use. */
function heldInBuffers(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

async function structure(
  content: string | Uint8Array,
  { delimiter = ',', ...options }: CsvOptions & { delimiter?: string } = {},
) {
  const path = join(folder, 'a.csv');
  writeFileSync(path, content);
  const { maxRecordBytes = 1024 * 1024 } = options.limits ?? {};
  const delivery = await verifyDelivery(
    { path, name: 'logs/a.csv', format: 'csv', compression: 'none', scratchDir: folder, delimiter },
    { maxLineBytes: maxRecordBytes },
  );
  return structureCsv(delivery, options);
}

interface Reject {
  line_number: string;
  column_name: string;
  value: string;
  reason: string;
}

const rejectsOf = ({ rejectsPath }: StructuredFile): Reject[] =>
  rejectsPath === undefined ? [] : parse(readFileSync(rejectsPath), { columns: true });

/** Good records without the header line, each with its line number first. */
const recordsOf = ({ readPath }: StructuredFile): string[][] =>
  parse(readFileSync(readPath), { from_line: 2, record_delimiter: '\n' }) as string[][];

/** What DuckDB reads of a structured file. */
async function readByDuckDb({ readPath, header, hasLineNumbers }: StructuredFile) {
  const names = hasLineNumbers ? ['line_number', ...header] : header;
  const columns = names.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const quotes = hasLineNumbers ? `quote = '"', escape = '"'` : `quote = '', escape = ''`;
  const reader = await connection.runAndReadAll(
    `select * from read_csv('${readPath}', auto_detect = false, header = true, delim = ',', ${quotes},
       new_line = '\\n', nullstr = chr(0), parallel = false, max_line_size = 2097152,
       columns = {${columns}})`,
  );
  return reader.getRows();
}

const copied = { hasLineNumbers: true, headers: 1, structuralRejects: 0 };

describe('structureCsv of a plain file', () => {
  it('has it read as it is', async () => {
    const file = await structure('app_id,user_id\n007,é\n7,\n,中文');
    expect(file).toEqual({
      readPath: join(folder, 'a.csv'),
      hasLineNumbers: false,
      header: ['app_id', 'user_id'],
      lines: 4,
      headers: 1,
      linesBefore: 1,
      structuralRejects: 0,
    });
    expect(await readByDuckDb(file)).toEqual([
      ['007', 'é'],
      ['7', ''],
      ['', '中文'],
    ]);
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  it.each(['a,b\n', 'a,b'])('takes %j, a header and nothing else', async (content) => {
    const file = await structure(content);
    expect(file).toMatchObject({ header: ['a', 'b'], lines: 1, headers: 1, hasLineNumbers: false });
    expect(await readByDuckDb(file)).toEqual([]);
  });

  it.each(['', '\ufeff'])('finds no header and no lines in %j', async (content) => {
    expect(await structure(content, { force: true })).toEqual({
      readPath: join(folder, 'a.csv'),
      hasLineNumbers: false,
      header: [],
      lines: 0,
      headers: 0,
      linesBefore: 0,
      structuralRejects: 0,
    });
  });

  it('keeps line separators of other alphabets within names and values', async () => {
    const file = await structure('a\u2028,b\n1\u2028,2\u0085\v\f\n');
    expect(file).toMatchObject({ hasLineNumbers: false, header: ['a\u2028', 'b'] });
    expect(await readByDuckDb(file)).toEqual([['1\u2028', '2\u0085\v\f']]);
  });

  it('copies it when forced to', async () => {
    const file = await structure('a,b\n1,2\n3\n', { force: true });
    expect(file).toMatchObject({ hasLineNumbers: true, lines: 3, structuralRejects: 1 });
    expect(readFileSync(file.readPath, 'utf8')).toBe('line_number,a,b\n2,1,2\n');
  });

  it('finds the empty field too many that DuckDB would take without a word', async () => {
    const file = await structure('a,b\n1,2,\n3,4\n');
    expect(recordsOf(file)).toEqual([['3', '3', '4']]);
    expect(rejectsOf(file)).toEqual([
      { line_number: '2', column_name: '', value: '1,2,', reason: 'found 3 fields, expected 2' },
    ]);
  });

  it('leaves to DuckDB lines that make up for each other, and DuckDB refuses them', async () => {
    const file = await structure('a,b\n1,2,3\n4\n');
    expect(file).toMatchObject({ hasLineNumbers: false, lines: 3 });
    await expect(readByDuckDb(file)).rejects.toThrow(/Expected Number of Columns: 2 Found: 3/);
  });
});

describe('structureCsv of a file that DuckDB cannot read as it is', () => {
  it.each([
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['mixed line ends', 'a,b\n1,2\r\n3,4\n'],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4'],
    ['quotes', '"a","b"\n"1",2\n3,"4"\n'],
    ['a carriage return at the very end', 'a,b\n1,2\n3,4\r'],
  ])('reads the same of one with %s', async (_, content) => {
    const file = await structure(content);
    expect(file).toMatchObject({ ...copied, header: ['a', 'b'], lines: 3 });
    expect(recordsOf(file)).toEqual([
      ['2', '1', '2'],
      ['3', '3', '4'],
    ]);
    expect(await readByDuckDb(file)).toEqual(recordsOf(file));
  });

  it('keeps a legal quoted line break as one record, and the numbers of physical lines', async () => {
    const file = await structure('a,b\n1,"x\r\ny"\n2,"""z"""\n', { singleLineColumns: ['a'] });
    expect(file).toMatchObject({ ...copied, lines: 3 });
    expect(readFileSync(file.readPath, 'utf8')).toBe(
      'line_number,a,b\n2,1,"x\r\ny"\n4,2,"""z"""\n',
    );
    expect(await readByDuckDb(file)).toEqual(recordsOf(file));
  });

  it('counts a repeated header, with a byte order mark or without, and leaves it out', async () => {
    const file = await structure('\ufeffa,b\r\n1,2\r\n\ufeffa,b\r\n3,4\na,b\na,bc\nb,a\na,b');
    expect(file).toMatchObject({ lines: 8, headers: 4, structuralRejects: 0 });
    expect(recordsOf(file)).toEqual([
      ['2', '1', '2'],
      ['4', '3', '4'],
      ['6', 'a', 'bc'],
      ['7', 'b', 'a'],
    ]);
  });

  it.each([
    ['1\n', '', '1', 'found 1 field, expected 2'],
    ['1,2,3\n', '', '1,2,3', 'found 3 fields, expected 2'],
    ['1,2"3\n', 'b', '2"3', 'quote inside a field that does not begin with one'],
    ['1,2,3"4\n', '', '3"4', 'quote inside a field that does not begin with one'],
    ['"1"x,2\n', 'a', '"1"x,2', 'text after the closing quote'],
    ['1,"2\n', 'b', '"2', 'quote opened here is never closed'],
    ['"1,2\n', 'a', '"1,2', 'quote opened here is not closed on its line'],
    ['"1\r2",3\n', 'a', '"1\r2",3', 'quote opened here is not closed on its line'],
    ['1,2\x003\n', '', '1,2\ufffd3', 'holds a NUL byte'],
    ['\n', '', '', 'line is empty'],
    ['\r\n', '', '', 'line is empty'],
    ['1\r,2\n', 'a', '1\r,2', 'carriage return that does not end the line'],
    ['1,2\r\r\n', 'b', '2\r', 'carriage return that does not end the line'],
    ['1,"2\nx\n', 'b', '"2', 'quote opened here is never closed'],
  ])('rejects %j', async (bad, column, value, reason) => {
    const file = await structure(`a,b\n5,6\n${bad}7,8\n`, { singleLineColumns: ['A', 'c'] });
    expect(rejectsOf(file)[0]).toEqual({ line_number: '3', column_name: column, value, reason });
    expect(recordsOf(file).map((record) => record.slice(1))).toEqual([
      ['5', '6'],
      ['7', '8'],
    ]);
    const good = recordsOf(file).length;
    expect(file.lines).toBe(file.headers + good + file.structuralRejects);
    expect(await readByDuckDb(file)).toEqual(recordsOf(file));
  });

  it('rejects the line of a broken record at which it begins, and reads on behind it', async () => {
    const file = await structure('a,b\n1,"x\ny",z\n"2\n",3,"4\n5,6\n');
    expect(rejectsOf(file)).toEqual([
      {
        line_number: '2',
        column_name: '',
        value: '1,"x',
        reason: 'a quote opened in this line leads to a broken record: found 3 fields, expected 2',
      },
      {
        line_number: '3',
        column_name: 'a',
        value: 'y",z',
        reason: 'quote inside a field that does not begin with one',
      },
      {
        line_number: '4',
        column_name: '',
        value: '"2',
        reason: 'quote opened here is never closed',
      },
      {
        line_number: '5',
        column_name: 'a',
        value: '",3,"4',
        reason: 'text after the closing quote',
      },
    ]);
    expect(recordsOf(file)).toEqual([['6', '5', '6']]);
  });

  it('rejects GBK lines only, and says what to do', async () => {
    const gbk = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]);
    const content = Buffer.concat([Buffer.from('a,b\n1,'), gbk, Buffer.from('\n2,中\n')]);
    const file = await structure(content);
    expect(rejectsOf(file)).toEqual([
      {
        line_number: '2',
        column_name: '',
        value: '1,\ufffd\ufffd\ufffd\ufffd',
        reason: 'is not UTF-8; set encoding in the source if the file is GBK',
      },
    ]);
    expect(recordsOf(file)).toEqual([['3', '2', '中']]);
  });

  it('shows at most 200 characters of a line, none of them cut', async () => {
    const file = await structure(`a,b\n${'😀'.repeat(300)}\n`);
    expect(rejectsOf(file)[0]?.value).toBe('😀'.repeat(200));
  });

  it('takes a record as long as the limit and rejects one that is a byte longer', async () => {
    const limits = { maxRecordBytes: 20, chunkBytes: 7 };
    for (const end of ['\n', '\r\n', '']) {
      const fits = await structure(`a,b\n"1",${'x'.repeat(16)}${end}`, { limits });
      expect(recordsOf(fits)).toEqual([['2', '1', 'x'.repeat(16)]]);
      const isLonger = await structure(`a,b\n"1",${'x'.repeat(17)}${end}`, { limits });
      expect(rejectsOf(isLonger)).toEqual([
        {
          line_number: '2',
          column_name: '',
          value: `"1",${'x'.repeat(17)}`,
          reason: 'longer than 20 bytes',
        },
      ]);
    }
  });

  it('passes over a line of 64 MB without holding it in memory', async () => {
    const content = Buffer.alloc(64 * 1024 * 1024, 'x');
    content.write('a,b\n1,2\n');
    content.write('\n3,4\n', content.length - 5);
    const path = join(folder, 'a.csv');
    writeFileSync(path, content);
    const delivery = await verifyDelivery({
      path,
      name: 'logs/a.csv',
      format: 'csv',
      compression: 'none',
      scratchDir: folder,
      delimiter: ',',
    });
    const before = heldInBuffers();
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, heldInBuffers());
    }, 1);
    const file = await structureCsv(delivery);
    clearInterval(watch);
    expect(highest - before).toBeLessThan(24 * 1024 * 1024);
    expect(recordsOf(file)).toEqual([
      ['2', '1', '2'],
      ['4', '3', '4'],
    ]);
    expect(rejectsOf(file)).toEqual([
      {
        line_number: '3',
        column_name: '',
        value: 'x'.repeat(200),
        reason: 'longer than 1048576 bytes',
      },
    ]);
  });

  it('refuses the file when too much would be read again behind open quotes', async () => {
    // A record is looked for in 22 bytes, 17 of them behind the line of the quote: 30 * 17 = 510.
    const content = `a,b\n${`1,"x\n${'2,3\n'.repeat(6)}`.repeat(30)}`;
    const read = (maxRescannedBytes: number) =>
      structure(content, { limits: { maxRecordBytes: 20, maxRescannedBytes } });
    expect(await read(510)).toMatchObject({ lines: 211, structuralRejects: 30 });
    await expect(read(509)).rejects.toThrow(
      new UserError(
        'logs/a.csv, line 205: too many quotes before this line are opened and never closed.\n' +
          'Accepted: fields in quotes that are closed, quotes within them doubled (RFC 4180).\n' +
          'Correct the quoting of the file and deliver it again.',
      ),
    );
    // The delivery, and copy and rejects of the first run.
    expect(readdirSync(folder)).toHaveLength(3);
  });
});

describe('structureCsv of a header', () => {
  const refusedAs = (seen: string) =>
    new UserError(
      `logs/a.csv, line 1: ${seen}.\n` +
        'Accepted: a first line in UTF-8 with the names of the columns, each once.\n' +
        'Correct the line and deliver the file again.',
    );

  it.each([
    ['a,a\n1,2\n', 'the header names a column twice: "a"'],
    ['App_ID,app_id\n1,2\n', 'the header names a column twice: "App_ID" and "app_id"'],
    ['a,,b\n1,2,3\n', 'column 2 of the header has no name'],
    ['a,b,\n1,2,3\n', 'column 3 of the header has no name'],
    ['"a",""\n1,2\n', 'column 2 of the header has no name'],
    ['\na,b\n', 'this is no header: line is empty'],
    ['\ufeff\r\na,b\n', 'this is no header: line is empty'],
    ['a,"b\n1,2\n', 'this is no header: quote opened here is not closed on its line'],
    ['a,b\x00\n1,2\n', 'this is no header: holds a NUL byte'],
    ['a\rb\rc\r', 'this is no header: carriage return that does not end the line'],
    [`${'a'.repeat(1048577)}\n`, 'this is no header: longer than 1048576 bytes'],
  ])('refuses %.20j', async (content, seen) => {
    await expect(structure(content)).rejects.toThrow(refusedAs(seen));
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  it('refuses one in GBK', async () => {
    const gbk = Buffer.from([0xd6, 0xd0, 0x2c, 0xce, 0xc4, 0x0a]);
    await expect(structure(gbk)).rejects.toThrow(
      refusedAs('this is no header: is not UTF-8; set encoding in the source if the file is GBK'),
    );
  });

  it('takes quoted names with delimiters and quotes in them, and trims nothing', async () => {
    const file = await structure('" a","b,c",d""\n'.replace('d""', '"d"""'));
    expect(file.header).toEqual([' a', 'b,c', 'd"']);
  });

  it('takes other delimiters', async () => {
    const file = await structure('a;b,c\n1;"2;"\n', { delimiter: ';' });
    expect(file.header).toEqual(['a', 'b,c']);
    expect(readFileSync(file.readPath, 'utf8')).toBe('line_number;a;b,c\n2;1;"2;"\n');
  });

  it.each(['', ',,', '"', '\n', '\r', '\0', '，'])(
    'throws on the delimiter %j',
    async (delimiter) => {
      await expect(structure('a,b\n', { delimiter })).rejects.toThrow(RangeError);
    },
  );
});

const smallLimits = fc.record({
  chunkBytes: fc.constantFrom(1, 7, 64),
  maxRecordBytes: fc.constantFrom(200, 1000),
});

describe('structureCsv of any good file', () => {
  const value = fc.string({
    unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', '\r', '\r\n', '中', '😀', '\\', '\x01'),
    maxLength: 6,
  });
  const field = fc
    .tuple(value, fc.boolean())
    .map(([text, isQuoted]) => ({ text, isQuoted: isQuoted || /[",\r\n]/.test(text) }));
  const goodFile = fc.record({
    rows: fc.integer({ min: 1, max: 3 }).chain((columns) =>
      fc.array(
        fc.record({
          fields: fc.array(field, { minLength: columns, maxLength: columns }),
          end: fc.constantFrom('\n', '\r\n'),
        }),
        { minLength: 1, maxLength: 8 },
      ),
    ),
    mark: fc.constantFrom('', '\ufeff'),
    isEnded: fc.boolean(),
    limits: smallLimits,
  });

  it('yields the records that csv-parse yields, to csv-parse and to DuckDB', async () => {
    await fc.assert(
      fc.asyncProperty(goodFile, async ({ rows, mark, isEnded, limits }) => {
        const header = rows[0]!.fields.map((_, index) => `column ${index}`).join();
        const lines = rows.map(({ fields, end }) => {
          const isEmpty = fields.length === 1 && fields[0]!.text === '';
          const shown = fields.map(({ text, isQuoted }) =>
            isQuoted || isEmpty ? `"${text.replaceAll('"', '""')}"` : text,
          );
          return shown.join() + end;
        });
        const whole = `${mark}${header}\n${lines.join('')}`;
        const content = isEnded ? whole : whole.replace(/\r?\n$/, '');
        const expected = parse(content, {
          bom: true,
          from: 2,
          record_delimiter: ['\r\n', '\n'],
        });
        expect(expected).toEqual(rows.map(({ fields }) => fields.map(({ text }) => text)));

        const file = await structure(content, { limits, force: true });

        expect(file).toMatchObject({ lines: rows.length + 1, headers: 1, structuralRejects: 0 });
        expect(recordsOf(file).map((record) => record.slice(1))).toEqual(expected);
        expect(await readByDuckDb(file)).toEqual(recordsOf(file));
      }),
      { numRuns: 150 },
    );
  });
});

describe('structureCsv of any damaged file', () => {
  const rows = fc.array(
    fc.tuple(
      fc.constantFrom('7', '"7"', '""', '', '"a,b"'),
      fc.constantFrom('alice', '"bob"', '"""x"""', '"中,"'),
      fc.constantFrom('', '"success"', 'ok'),
    ),
    { minLength: 1, maxLength: 10 },
  );
  const damage = fc.record({
    line: fc.nat(),
    at: fc.nat(),
    removed: fc.integer({ min: 0, max: 4 }),
    inserted: fc.constantFrom('"', ',', '\0', '\r', '""', '"x', '\xff', '\xd6\xd0', ',,', ''),
  });

  it('keeps every line that the damage does not touch', async () => {
    await fc.assert(
      fc.asyncProperty(rows, damage, smallLimits, async (fields, hit, limits) => {
        const lines = ['app_id,user_id,result', ...fields.map((row) => row.join())].map((line) =>
          Buffer.from(line).toString('latin1'),
        );
        const damaged = 1 + (hit.line % fields.length);
        const line = lines[damaged]!;
        const at = hit.at % (line.length + 1);
        lines[damaged] = line.slice(0, at) + hit.inserted + line.slice(at + hit.removed);

        const file = await structure(Buffer.from(`${lines.join('\n')}\n`, 'latin1'), {
          limits,
          force: true,
          singleLineColumns: [0, 1, 2],
        });

        const kept = new Map(recordsOf(file).map(([number, ...record]) => [number, record]));
        const rejected = rejectsOf(file);
        fields.forEach((row, index) => {
          if (index + 1 === damaged) return;
          expect(kept.get(String(index + 2))).toEqual(parse(row.join())[0]);
        });
        expect(file.lines).toBe(fields.length + 1);
        expect(file.lines).toBe(1 + kept.size + file.structuralRejects);
        expect(rejected.length).toBe(file.structuralRejects);
        expect(rejected.every((reject) => Number(reject.line_number) === damaged + 1)).toBe(true);
        expect(await readByDuckDb(file)).toEqual(recordsOf(file));
      }),
      { numRuns: 200 },
    );
  });

  it('sorts any bytes into headers, records and rejects as an obvious reader does', async () => {
    const unit = fc.constantFrom(
      'a',
      'b',
      ',',
      '"',
      '\n',
      '\r',
      '\r\n',
      '\0',
      '\xff',
      'a,b\n',
      '"a"',
    );
    const bytes = fc.string({ unit, maxLength: 100 });
    const limits = fc.record({
      chunkBytes: fc.constantFrom(1, 7, 64),
      maxRecordBytes: fc.constantFrom(5, 9, 1000),
    });
    await fc.assert(
      fc.asyncProperty(bytes, limits, fc.boolean(), async (body, small, isSingle) => {
        const expected = obviousReader(body, small.maxRecordBytes, isSingle);
        const file = await structure(Buffer.from(`a,b\n${body}`, 'latin1'), {
          limits: small,
          force: true,
          singleLineColumns: isSingle ? [0] : [],
        });
        const clean = readFileSync(file.readPath, 'latin1');
        expect(clean).toBe(`line_number,a,b\n${expected.records.join('')}`);
        expect(rejectsOf(file).map((reject) => Number(reject.line_number))).toEqual(
          expected.rejectedLines,
        );
        expect(file).toMatchObject({
          headers: expected.headers,
          structuralRejects: expected.rejectedLines.length,
          lines: expected.headers + expected.records.length + expected.rejectedLines.length,
        });
      }),
      { numRuns: 400 },
    );
  });
});

/** Two columns, by regular expressions; `body` holds one character a byte. */
function obviousReader(body: string, maxRecordBytes: number, isFirstSingleLine: boolean) {
  const anyQuoted = '"(?:[^"]|"")*"(?!")';
  const first = isFirstSingleLine ? '"(?:[^"\\r\\n]|"")*"(?!")' : anyQuoted;
  const plain = '(?!")[^",\\r\\n]*';
  const record = new RegExp(
    `((?:${first}|${plain}),(?:${anyQuoted}|${plain}))(?:\\r?\\n|\\r?$)`,
    'y',
  );
  const records: string[] = [];
  const rejectedLines: number[] = [];
  let headers = 1;
  for (let at = 0, lineNumber = 2; at < body.length; ) {
    record.lastIndex = at;
    const [whole = '', content = ''] = record.exec(body) ?? [];
    const isGood =
      whole !== '' &&
      content.length <= maxRecordBytes &&
      !content.includes('\0') &&
      !content.includes('\xff');
    const lineEnd = body.indexOf('\n', at);
    if (content === 'a,b') headers++;
    else if (isGood) records.push(`${lineNumber},${content}\n`);
    else rejectedLines.push(lineNumber);
    lineNumber += isGood ? (content.match(/\n/g)?.length ?? 0) + 1 : 1;
    at = isGood ? at + whole.length : lineEnd === -1 ? body.length : lineEnd + 1;
  }
  return { records, rejectedLines, headers };
}
