import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { printable, textTable } from './text-table.ts';

describe('textTable', () => {
  it('aligns by what a terminal shows, numbers to the right', () => {
    const table = textTable(
      [{ title: 'name' }, { title: 'total', isNumber: true }, { title: '备注' }],
      [
        ['云端通信', '1', ''],
        ['é', '10,000.00', '😀 x'],
        ['ｱ', '', 'last'],
      ],
    );
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
    expect(textTable([{ title: 'a' }, { title: 'bc' }], [])).toBe('a  bc\n─  ──\n');
  });

  it('lets no control character through', () => {
    expect(textTable([{ title: 'a\u001b' }], [['\u001b[2Jx\r\ny\u009b']])).toBe(
      'a\\x1b\n─────────────────\n\\x1b[2Jx\\r\\ny\\x9b\n',
    );
  });
});

describe('printable', () => {
  it('keeps text and escapes control characters', () => {
    expect(printable('云 é 😀\t\0\u007f')).toBe('云 é 😀\\t\\x00\\x7f');
  });
});
