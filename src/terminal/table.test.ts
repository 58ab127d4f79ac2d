import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { painted, unpainted } from './paint.ts';
import { renderTable, type Table } from './table.ts';

const room = (width: number) => ({ width, paint: unpainted });
const linesOf = (table: Table, width: number) => renderTable(table, room(width)).split('\n');

describe('renderTable', () => {
  it('aligns by what a terminal shows, numbers to the right', () => {
    const table = renderTable({
      columns: [{ title: 'name' }, { title: 'total', isNumber: true }, { title: '备注' }],
      rows: [
        ['云端通信', '1', ''],
        ['é', '10,000.00', '😀 x'],
        ['ｱ', '', 'last'],
      ],
    });
    expect(table).toBe(
      [
        'name          total  备注',
        '────────  ─────────  ────',
        '云端通信          1',
        'é         10,000.00  😀 x',
        'ｱ                    last',
        '',
      ].join('\n'),
    );
    const [, rule = '', , second = ''] = table.split('\n');
    expect(stringWidth(second)).toBe(stringWidth(rule));
  });

  it('shows titles where there are no rows', () => {
    expect(renderTable({ columns: [{ title: 'a' }, { title: 'bc' }], rows: [] })).toBe(
      'a  bc\n─  ──\n',
    );
  });

  it('lets no control character through', () => {
    expect(
      renderTable({ columns: [{ title: 'a\u001b' }], rows: [['\u001b[2Jx\r\ny\u009b']] }),
    ).toBe('a\\x1b\n─────────────────\n\\x1b[2Jx\\r\\ny\\x9b\n');
  });

  const invoices: Table = {
    columns: [
      { title: 'number' },
      { title: 'name', fit: 'cut' },
      { title: 'days overdue', isNumber: true },
      { title: 'why', fit: 'wrap' },
    ],
    rows: [['INV-1', '北京青禾社区科技有限公司', '1,234.00', 'late rows of the last day; prices']],
  };

  it('wraps titles and sentences before it cuts names, and nothing else', () => {
    expect(linesOf(invoices, 60)).toEqual([
      'number  name                          days  why',
      '                                   overdue',
      '──────  ────────────────────────  ────────  ────────────────',
      'INV-1   北京青禾社区科技有限公司  1,234.00  late rows of the',
      '                                            last day; prices',
      '',
    ]);
    expect(linesOf(invoices, 48)).toEqual([
      'number  name                 days  why',
      '                          overdue',
      '──────  ───────────────  ────────  ─────────────',
      'INV-1   北京青禾社区科…  1,234.00  late rows of',
      '                                   the last day;',
      '                                   prices',
      '',
    ]);
  });

  it('shows a card a row where the table cannot fit, without empty cells', () => {
    const rows = [...invoices.rows, ['INV-2', '', '5.00', '']];
    expect(linesOf({ ...invoices, rows }, 38)).toEqual([
      'number        INV-1',
      'name          北京青禾社区科技有限公司',
      'days overdue  1,234.00',
      'why           late rows of the last',
      '              day; prices',
      '',
      'number        INV-2',
      'days overdue  5.00',
      '',
    ]);
  });

  it('leaves out empty and spare columns before it makes cards', () => {
    const spare: Table = {
      columns: [
        { title: 'customer' },
        { title: 'days_with_data', isNumber: true },
        { title: 'paid', isNumber: true },
        { title: 'name', fit: 'cut', isSpare: true },
        { title: 'total', isNumber: true },
      ],
      rows: [
        ['acme', '3', '', 'Acme, a company', '1,234.00'],
        ['all', '', '', '', '1,234.00'],
      ],
      toneOf: ([customer]) => (customer === 'all' ? 'strong' : undefined),
    };
    expect(linesOf(spare, 44)).toEqual([
      'customer    days_  name                total',
      '            with_',
      '             data',
      '────────  ───────  ───────────────  ────────',
      'acme            3  Acme, a company  1,234.00',
      'all                                 1,234.00',
      '',
    ]);
    expect(renderTable(spare, { width: 26, paint: painted }).split('\n').slice(-3)).toEqual([
      'acme           3  1,234.00',
      '\u001b[1mall               1,234.00\u001b[22m',
      '',
    ]);
  });

  it('paints titles and totals', () => {
    const table = renderTable(
      {
        columns: [{ title: 'a' }],
        rows: [['1'], ['total']],
        toneOf: ([cell]) => (cell === 'total' ? 'strong' : undefined),
      },
      { width: 80, paint: painted },
    );
    expect(table).toBe(
      '\u001b[1ma\u001b[22m\n\u001b[2m─────\u001b[22m\n1\n\u001b[1mtotal\u001b[22m\n',
    );
  });
});
