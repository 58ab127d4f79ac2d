import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ResultColumn } from '../sandbox/sql-sandbox.ts';
import { fittedTable } from './fitted-table.ts';

const text = (name: string): ResultColumn => ({ name, type: { name: 'VARCHAR', kind: 'VARCHAR' } });
const number = (name: string): ResultColumn => ({ name, type: { name: 'BIGINT', kind: 'BIGINT' } });

describe('fittedTable', () => {
  it('aligns wide characters, and numbers to the right', () => {
    expect(
      fittedTable(
        [text('name'), number('n')],
        [
          ['青禾社区', '7'],
          ['Café', '1234'],
        ],
        Infinity,
      ),
    ).toEqual({
      text: 'name         n\n────────  ────\n青禾社区     7\nCafé      1234\n',
      left: [],
    });
  });

  it('cuts texts where it would be too wide, the widest first, and never numbers', () => {
    const rows = [
      ['a'.repeat(30), '中'.repeat(10), '12345678901234567890'],
      ['short', '', '1'],
    ];
    const { text: table, left } = fittedTable([text('a'), text('b'), number('n')], rows, 50);
    expect(left).toEqual([]);
    expect(table).toBe(
      'a              b                                 n\n' +
        '─────────────  ─────────────  ────────────────────\n' +
        'aaaaaaaaaaaa…  中中中中中中…  12345678901234567890\n' +
        'short                                            1\n',
    );
    expect(table.split('\n').every((line) => stringWidth(line) <= 50)).toBe(true);
  });

  it('leaves out the last columns where there is no room, and names them', () => {
    const columns = [number('first'), text('second'), number('third')];
    expect(fittedTable(columns, [['12345', 'abcdefghijkl', '1']], 15)).toEqual({
      text: 'first  second\n─────  ────────\n12345  abcdefg…\n',
      left: ['third'],
    });
    expect(fittedTable([number('n')], [['1234567890']], 4).text).toContain('1234567890');
  });

  it('shows titles of a result without rows', () => {
    expect(fittedTable([text('a'), number('b')], [], 80).text).toBe('a  b\n─  ─\n');
  });
});
