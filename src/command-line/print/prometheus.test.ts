import { describe, expect, it } from 'vitest';
import { parseMetrics } from '../../testing/parsed-metrics.ts';
import { renderPrometheus } from './prometheus.ts';

describe('renderPrometheus', () => {
  it('writes help and type once, then the samples', () => {
    const text = renderPrometheus([
      {
        name: 'imbill_source_files',
        help: 'Loaded files.',
        samples: [
          { labels: { source: 'logins' }, value: '12' },
          { labels: { source: 'groups' }, value: '0' },
        ],
      },
      { name: 'imbill_none', help: 'Left out.', samples: [] },
      {
        name: 'imbill_one',
        help: 'One.',
        samples: [{ labels: {}, value: '90071992547409930.01' }],
      },
    ]);
    expect(text).toBe(
      [
        '# HELP imbill_source_files Loaded files.',
        '# TYPE imbill_source_files gauge',
        'imbill_source_files{source="logins"} 12',
        'imbill_source_files{source="groups"} 0',
        '# HELP imbill_one One.',
        '# TYPE imbill_one gauge',
        'imbill_one 90071992547409930.01',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a quote and a backslash', 'C:\\logs "new"', 'C:\\logs "new"'],
    ['a line break', 'two\nlines', 'two\nlines'],
    ['Chinese', '云端', '云端'],
    ['a sign that steers terminals', 'a\u001b[31m', 'a\\x1b[31m'],
    ['nothing', '', ''],
  ])('escapes %s so that a parser reads it', (_, value, read) => {
    const samples = [{ labels: { path: value, other: 'x' }, value: '1' }];
    const text = renderPrometheus([{ name: 'm', help: 'Back\\slash\nand line.', samples }]);
    expect(text.split('\n')[0]).toBe('# HELP m Back\\\\slash\\nand line.');
    expect(parseMetrics(text)).toEqual([
      { name: 'm', labels: { path: read, other: 'x' }, value: '1' },
    ]);
  });

  it('is empty without samples', () => {
    expect(renderPrometheus([{ name: 'm', help: 'None.', samples: [] }])).toBe('');
  });
});
