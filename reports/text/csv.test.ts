import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type CsvColumn, csvText } from './csv.ts';

const columns: CsvColumn<[string, string]>[] = [
  { name: 'name', holds: 'text', value: ([name]) => name },
  { name: 'amount', holds: 'number', value: ([, amount]) => amount },
];

describe('csvText', () => {
  it('writes the header without rows too', () => {
    expect(csvText(columns, [])).toBe('\uFEFFname,amount\n');
  });

  it('quotes commas, quotes and line breaks, and doubles quotes', () => {
    expect(csvText(columns, [['a,"b"\nc', '1']])).toBe('\uFEFFname,amount\n"a,""b""\nc",1\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠a'])(
    'makes the text %j harmless',
    (text) => {
      const [, row] = parse(csvText(columns, [[text, '1']]), { record_delimiter: '\n' });
      expect(row).toEqual([`'${text}`, '1']);
    },
  );

  it('keeps negative numbers numbers', () => {
    expect(csvText(columns, [['refund', '-500.00']])).toBe('\uFEFFname,amount\nrefund,-500.00\n');
  });

  it('does not take a formula in a number column for a number', () => {
    expect(csvText(columns, [['a', '-1+cmd']])).toBe("\uFEFFname,amount\na,'-1+cmd\n");
  });

  it('leaves a cell without a value empty', () => {
    const empty: CsvColumn<null>[] = [
      { name: 'a', holds: 'text', value: () => undefined },
      { name: 'b', holds: 'number', value: () => undefined },
    ];
    expect(csvText(empty, [null])).toBe('\uFEFFa,b\n,\n');
  });
});
