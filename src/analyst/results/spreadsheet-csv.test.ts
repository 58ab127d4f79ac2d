import { describe, expect, it } from 'vitest';
import { spreadsheetCsvFormat } from './spreadsheet-csv.ts';
import { written } from './testing/result-of.ts';

async function csvOf(sql: string): Promise<string> {
  return String(await written(spreadsheetCsvFormat(), sql));
}

describe('spreadsheetCsvFormat', () => {
  it('makes texts that begin like a formula harmless, and no others', async () => {
    const texts = [
      '=1+1',
      '+1',
      '-1',
      '@a',
      '＝1',
      '＋1',
      '－1',
      '＠a',
      '  =1',
      '\u200b=1',
      '\u200e@a',
      'a=1',
      "'=1",
      '云',
      ' a',
    ];
    const rows = texts.map((text, index) => `(${index}, '${text.replaceAll("'", "''")}')`);
    expect(
      (await csvOf(`select t from (values ${rows}) as v (i, t) order by i`)).split('\n'),
    ).toEqual([
      't',
      "'=1+1",
      "'+1",
      "'-1",
      "'@a",
      "'＝1",
      "'＋1",
      "'－1",
      "'＠a",
      "'  =1",
      "'\u200b=1",
      "'\u200e@a",
      'a=1',
      "'=1",
      '云',
      '" a"',
      '',
    ]);
  });

  it('does so after a tab and a line break, and quotes what needs quotes', async () => {
    expect(
      await csvOf(`select chr(9) || '=1' as a, chr(13) || '=1' as b, chr(10) || '=1' as c`),
    ).toBe(`a,b,c\n'\t=1,"'\r=1","'\n=1"\n`);
    expect(await csvOf(`select '=a,"b"' as t`)).toBe(`t\n"'=a,""b"""\n`);
  });

  it('keeps numbers as numbers with every digit, money with two places', async () => {
    const query = `select cast(-999.5 as decimal(38, 2)) as money, cast(-0.5 as decimal(38, 20)) as price,
      cast('12345678901234567890.123456789' as decimal(38, 9)) as long, cast(0 as decimal(38, 9)) as zero,
      cast(100 as decimal(38, 9)) as hundred, -5::bigint as whole`;
    expect(await csvOf(query)).toBe(
      'money,price,long,zero,hundred,whole\n-999.50,-0.5,12345678901234567890.123456789,0,100,-5\n',
    );
  });

  it('treats what is no plain number as text', async () => {
    expect(await csvOf(`select '-inf'::double as a, 'nan'::double as b`)).toBe(
      "a,b\n'-Infinity,NaN\n",
    );
  });

  it('writes days, instants, null and an empty text', async () => {
    const query = `select date '2026-09-18' as day, timestamptz '2026-09-18 13:00:00Z' as at, true as flag, null as n, '' as e`;
    expect(await csvOf(query)).toBe('day,at,flag,n,e\n2026-09-18,2026-09-18T13:00:00Z,true,,""\n');
  });

  it('names columns harmlessly, too', async () => {
    expect(await csvOf(`select 1 as "=x"`)).toBe("'=x\n1\n");
  });
});
