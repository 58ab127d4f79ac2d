import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { streamedFormats } from './formats.ts';
import { written } from './testing/result-of.ts';

async function textOf(format: keyof typeof streamedFormats, sql: string): Promise<string> {
  return (await written(await streamedFormats[format](), sql)).toString('utf8');
}

const hostile = `select * from (values
  (1, 'a,b', null), (2, '', 'say "x"'), (3, E'two\\nlines', '=1+1'), (4, ' blank ', 'a|b*c')) t("n", "x, y", z)`;

describe('csv', () => {
  it('quotes what needs it, and tells an empty text from null', async () => {
    expect(await textOf('csv', hostile)).toBe(
      'n,"x, y",z\n1,"a,b",\n2,"","say ""x"""\n3,"two\nlines",=1+1\n4," blank ",a|b*c\n',
    );
    expect(parse(await textOf('csv', hostile))[3]).toEqual(['3', 'two\nlines', '=1+1']);
  });

  it('keeps the header of a result without rows', async () => {
    expect(await textOf('csv', "select 1 as a, '' as b where false")).toBe('a,b\n');
  });

  it('writes one empty column so that no line is lost', async () => {
    expect(await textOf('csv', "values (null), (''), ('x')")).toBe('col0\n\n""\nx\n');
  });
});

describe('json', () => {
  it('is one document, chunk for chunk', async () => {
    const { columns, types, rows } = JSON.parse(await textOf('json', 'from range(5000) t(i)'));
    expect({ columns, types }).toEqual({ columns: ['i'], types: ['BIGINT'] });
    expect(rows).toEqual(Array.from({ length: 5000 }, (_, i) => ({ i })));
  });

  it('keeps columns of one name apart, and text as it is', async () => {
    expect(
      JSON.parse(await textOf('json', `select 1 as a, 2 as a, E'\\n"' || chr(8232) as "b""c"`))
        .rows,
    ).toEqual([{ a: 1, 'a:1': 2, 'b"c': '\n"\u2028' }]);
  });

  it('keeps the columns of a result without rows', async () => {
    expect(JSON.parse(await textOf('json', 'select 1 as a where false'))).toEqual({
      columns: ['a'],
      types: ['INTEGER'],
      rows: [],
    });
  });
});

describe('ndjson', () => {
  it('is one object a line', async () => {
    expect(await textOf('ndjson', hostile)).toBe(
      '{"n":1,"x, y":"a,b","z":null}\n{"n":2,"x, y":"","z":"say \\"x\\""}\n' +
        '{"n":3,"x, y":"two\\nlines","z":"=1+1"}\n{"n":4,"x, y":" blank ","z":"a|b*c"}\n',
    );
    expect(await textOf('ndjson', 'select 1 where false')).toBe('');
  });
});

describe('md', () => {
  it('is a table in which every text stands for itself', async () => {
    expect(await textOf('md', hostile)).toBe(
      '| n | x, y | z |\n| ---: | --- | --- |\n| 1 | a,b | NULL |\n| 2 |  | say "x" |\n' +
        '| 3 | two\\\\nlines | =1+1 |\n| 4 |  blank  | a\\|b\\*c |\n',
    );
    expect(await textOf('md', "select '<b>&amp;`x`' as t, 'NULL' as n")).toBe(
      '| t | n |\n| --- | --- |\n| \\<b\\>\\&amp;\\`x\\` | "NULL" |\n',
    );
  });
});

describe('line', () => {
  it('is a card a row, with the exact value of each column', async () => {
    expect(await textOf('line', hostile)).toBe(
      'n     1\nx, y  a,b\nz     NULL\n\nn     2\nx, y  \nz     say "x"\n\n' +
        'n     3\nx, y  two\\nlines\nz     =1+1\n\nn     4\nx, y   blank \nz     a|b*c\n',
    );
  });
});
