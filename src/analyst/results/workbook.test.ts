import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { inBatches } from './batches.ts';
import { partOf, sheetsOf } from './testing/read-workbook.ts';
import { resultOf } from './testing/result-of.ts';
import { Workbook } from './workbook.ts';
import type { SheetTexts } from './xlsx-sheet.ts';

interface Written {
  bytes: Buffer;
  longNumbers: number;
}

interface WorkbookOptions {
  rowsOfSheet?: number;
  batch?: number;
  texts?: SheetTexts;
}

/** A workbook with a sheet a query. */
async function workbookOf(
  queries: Record<string, string>,
  { rowsOfSheet, batch = 8192, texts = {} }: WorkbookOptions = {},
): Promise<Written> {
  const workbook = new Workbook(rowsOfSheet);
  const pieces: Uint8Array[] = [];
  for (const [name, sql] of Object.entries(queries)) {
    const { columns, chunks } = await resultOf(sql);
    const batches = inBatches(chunks, batch);
    const { value: first } = await batches.next();
    pieces.push(workbook.begin(name, columns, first ?? undefined, texts));
    if (first) pieces.push(workbook.rows(first));
    for await (const chunk of batches) pieces.push(workbook.rows(chunk));
    pieces.push(workbook.endSheet());
  }
  pieces.push(workbook.end());
  return { bytes: Buffer.concat(pieces), longNumbers: workbook.longNumbers };
}

/** The only row of a query, as another library reads it, and its XML. */
async function rowOf(sql: string): Promise<{ values: unknown[]; xml: string; written: Written }> {
  const written = await workbookOf({ data: sql });
  const [[, rows = []] = []] = await sheetsOf(written.bytes);
  const xml = partOf(written.bytes, 'xl/worksheets/sheet1.xml');
  return { values: rows[1] ?? [], xml: /<row r="2">(.*)<\/row>/s.exec(xml)?.[1] ?? '', written };
}

describe('Workbook', () => {
  it('holds real numbers, dates, instants and flags', async () => {
    const { values, xml } = await rowOf(`select cast(-1234.5 as decimal(38, 2)) as money,
      cast(117042.495 as decimal(38, 9)) as mbps, 42::bigint as users, date '2026-09-18' as day,
      timestamp '2026-09-18 13:00:00' as at, true as flag, null as nothing, '云端' as name`);
    expect(values).toEqual([
      -1234.5,
      117042.495,
      42,
      new Date('2026-09-18'),
      new Date('2026-09-18T13:00:00Z'),
      true,
      null,
      '云端',
    ]);
    // The decimals as they are, no double in between; 2026-09-18 is day 46283.
    expect(xml).toContain(
      '<c r="A2" s="4"><v>-1234.50</v></c><c r="B2" s="13"><v>117042.495</v></c>',
    );
    expect(xml).toContain('<c r="D2" s="5"><v>46283</v></c>');
  });

  it('has a header that stays, and columns wide enough for numbers', async () => {
    const { bytes } = await workbookOf({
      data: `select 1 as a, cast(12345678901.5 as decimal(38, 2)) as money, repeat('长', 99) as text`,
    });
    const xml = partOf(bytes, 'xl/worksheets/sheet1.xml');
    expect(xml).toContain(
      '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    );
    expect([...xml.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => width)).toEqual([
      '16',
      '20',
      '60',
    ]);
    expect(xml).toContain('<row r="1"><c r="A1" s="1" t="inlineStr">');
  });

  it('keeps text that begins like a formula as text, with the mark that spreadsheets set for it', async () => {
    const texts = ['=1+1', '+1', '-1', '@a', '＝1', '\t=1', 'a=1'];
    const { values, xml } = await rowOf(
      `select ${texts.map((text, index) => `'${text}' as t${index}`).join(', ')}`,
    );
    expect(values).toEqual(texts);
    const marks = [...xml.matchAll(/ s="(\d)" t="inlineStr"/g)].map(([, style]) => style);
    expect(marks).toEqual(['3', '3', '3', '3', '3', '3', '2']);
    expect(xml).not.toContain('<f>');
  });

  it('marks these cells in its styles', async () => {
    const { bytes } = await workbookOf({ data: 'select 1 as a' });
    const formats = [...partOf(bytes, 'xl/styles.xml').matchAll(/<xf [^>]*>/g)].slice(1);
    expect(formats[3]?.[0]).toContain('quotePrefix="1"');
    expect(formats.filter(([xf]) => xf.includes('quotePrefix'))).toHaveLength(1);
  });

  it('shows thousands and every decimal of a number', async () => {
    const { xml, written } = await rowOf(
      `select 1234567::bigint as users, cast(1234.5 as decimal(38, 9)) as mbps, cast(2000 as decimal(38, 9)) as whole`,
    );
    expect([...xml.matchAll(/ s="(\d+)"/g)].map(([, style]) => Number(style))).toEqual([
      10, 11, 10,
    ]);
    const all = partOf(written.bytes, 'xl/styles.xml');
    const formats = [...all.matchAll(/<xf numFmtId="(\d+)"/g)].slice(1).map(([, id]) => id!);
    const codeOf = (style: number) =>
      new RegExp(`numFmtId="${formats[style]}" formatCode="([^"]*)"`).exec(all)?.[1];
    // Format 3 is #,##0 in every spreadsheet.
    expect([formats[10], codeOf(11), codeOf(19)]).toEqual(['3', '#,##0.0', '#,##0.000000000']);
    expect(formats).toHaveLength(20);
  });

  it('is printed across and as wide as a page, with the header on each page, and filters', async () => {
    const { bytes } = await workbookOf(
      { data: 'select i, i as j from range(5) as r (i)' },
      { rowsOfSheet: 4 },
    );
    const sheet = partOf(bytes, 'xl/worksheets/sheet1.xml');
    expect(sheet).toContain('<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>');
    expect(sheet).toContain('<autoFilter ref="A1:B4"/>');
    expect(sheet).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
    const names = partOf(bytes, 'xl/workbook.xml').matchAll(/<definedName [^>]*>([^<]*)/g);
    expect([...names].map(([, range]) => range)).toEqual([
      ...["'data'!$A$1:$B$4", "'data'!$1:$1", "'data (2)'!$A$1:$B$3", "'data (2)'!$1:$1"],
    ]);
  });

  it('has titles in two languages, and exact totals by currency below the rows', async () => {
    const texts = {
      titles: { amount: '金额' },
      totals: { columns: ['amount'], currency: 'currency' },
    };
    const rows = `select * from (values ('a', 'USD', 0.10), ('b', 'CNY', 0.2), ('c', 'USD', -1234.5), ('d', 'CNY', null))
      as r (name, currency, amount)`;
    const sql = `select name, currency, cast(amount as decimal(38, 2)) as amount from (${rows}) order by name`;
    const { bytes } = await workbookOf({ data: sql }, { texts });
    const [[, [head, ...others]] = ['', []]] = await sheetsOf(bytes);
    expect(head).toEqual(['name', 'currency', 'amount\n金额']);
    expect(others.slice(4)).toEqual([
      ['Total 合计', 'CNY', 0.2],
      ['Total 合计', 'USD', -1234.4],
    ]);
    const xml = partOf(bytes, 'xl/worksheets/sheet1.xml');
    expect(xml).toContain('<c r="C7" s="9"><v>-1234.40</v></c>');
    expect(xml).toContain('<autoFilter ref="A1:C5"/>');
    // Two rows of totals need a sheet of their own where this one is full.
    const full = await workbookOf({ data: sql }, { texts, rowsOfSheet: 6 });
    expect((await sheetsOf(full.bytes)).map(([name, all]) => [name, all.length])).toEqual([
      ['data', 5],
      ['data (2)', 3],
    ]);
  });

  it('makes text of a number that a spreadsheet would round, and counts it', async () => {
    const { values, written } =
      await rowOf(`select cast(999999999999.123 as decimal(38, 9)) as fits,
      cast('9999999999999.123' as decimal(38, 9)) as longer, 1000000000000000000::bigint as round,
      cast('-12345678901234567.89' as decimal(38, 2)) as money, 0.000000000000000000001 as small`);
    expect(values).toEqual([
      999999999999.123,
      '9999999999999.123',
      1000000000000000000,
      '-12345678901234567.89',
      1e-21,
    ]);
    expect(written.longNumbers).toBe(2);
  });

  it('makes text of days and instants that a spreadsheet does not have', async () => {
    const { values } = await rowOf(`select date '1900-02-28' as early, date '1900-03-01' as first,
      date '10000-01-01' as late, timestamptz '2026-09-18 13:00:00.0001Z' as fine`);
    expect(values).toEqual([
      '1900-02-28',
      new Date('1900-03-01'),
      '+010000-01-01',
      '2026-09-18T13:00:00.0001Z',
    ]);
  });

  it('writes every character so that it is the same when it is read', async () => {
    const { values, xml } = await rowOf(
      `select '<a href="x">&amp;</a>' as xml, ' space ' as space, 'a' || chr(10) || 'b' as line,
        '🙂 和' as wide, chr(1) || chr(13) as control, '_x0041_' as code, '' as empty`,
    );
    expect(values.slice(0, 4)).toEqual(['<a href="x">&amp;</a>', ' space ', 'a\nb', '🙂 和']);
    expect(xml).toContain('>_x0001__x000D_</t>');
    expect(xml).toContain('>_x005F_x0041_</t>');
  });

  it('has one sheet a result, in order, also one without rows', async () => {
    const { bytes } = await workbookOf({
      first: 'select 1 as a where false',
      second: 'select 2 as b',
    });
    expect(await sheetsOf(bytes)).toEqual([
      ['first', [['a']]],
      ['second', [['b'], [2]]],
    ]);
  });

  it('goes on in another sheet where one is full', async () => {
    const { bytes } = await workbookOf(
      { data: 'select i from range(5) as r (i)', end: 'select 9 as z' },
      { rowsOfSheet: 3 },
    );
    expect(await sheetsOf(bytes)).toEqual([
      ['data', [['i'], [0], [1]]],
      ['data (2)', [['i'], [2], [3]]],
      ['data (3)', [['i'], [4]]],
      ['end', [['z'], [9]]],
    ]);
  });

  it('is the same bytes however the rows come, in every time zone', async () => {
    const queries = { data: "select i, 'text ' || i as t from range(20000) as r (i)" };
    vi.stubEnv('TZ', 'Asia/Shanghai');
    const { bytes } = await workbookOf(queries);
    vi.stubEnv('TZ', 'America/New_York');
    const other = await workbookOf(queries, { batch: 8192 * 3 });
    vi.unstubAllEnvs();
    expect(other.bytes.equals(bytes)).toBe(true);
  });

  it('refuses a text that no cell can hold, with its place', async () => {
    const error = await workbookOf({
      data: `select 1 as a, repeat('x', 32767) as t union all select 2, repeat('x', 32768) order by a`,
    }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      exitCode: 2,
      message:
        'data, row 2: t has 32768 characters; a cell of a workbook holds 32767.\nUse --format parquet or csv.',
    });
  });

  it('names columns beyond Z', async () => {
    const names = Array.from({ length: 28 }, (_, index) => `${index} as c${index}`);
    const { xml } = await rowOf(`select ${names.join(', ')}`);
    expect(xml).toContain(
      '<c r="Z2" s="10"><v>25</v></c><c r="AA2" s="10"><v>26</v></c><c r="AB2"',
    );
  });
});
