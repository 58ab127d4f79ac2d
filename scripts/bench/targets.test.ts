import { describe, expect, it } from 'vitest';
import { targetsMet } from './targets.ts';
import { measuredContender, sampleResult } from './testing/sample-result.ts';

const { data } = sampleResult();

describe('targetsMet', () => {
  it('measures each target, and says which cannot be', () => {
    const contenders = [
      measuredContender('floor', '', [2]),
      measuredContender('duckdb-query', '', [4]),
      measuredContender('clickhouse-query', '', [8]),
      measuredContender('duckdb-table', '', [12]),
      measuredContender('imbill-run-keep-none', '', [4]),
      measuredContender('imbill-run', '', [6.6]),
      measuredContender('imbill-again', '', [1.01]),
    ];
    const met = targetsMet({ contenders, data, lakeBytes: data.bytes / 5 });
    expect(met.map(({ measured, is_met: isMet }) => [measured?.toFixed(2), isMet])).toEqual([
      [undefined, null], // without ClickHouse's insert
      ['0.55', true], // 6.6 / 12
      ['3.30', false], // 6.6 / 2
      ['1.00', true], // 4 / 4, the faster of 4 and 8
      ['2.00', true], // 4 / 2
      ['200.00', true],
      ['1.01', false],
      [undefined, null],
      [undefined, null],
      ['20.00', true],
    ]);
  });

  it('sets none for other formats than CSV, and none for the small month of the check', () => {
    const found = { contenders: [], lakeBytes: 1 };
    expect(targetsMet({ ...found, data: { ...data, format: 'parquet' } })).toEqual([]);
    expect(targetsMet({ ...found, data: { ...data, size: 'ci' } })).toEqual([]);
  });
});
