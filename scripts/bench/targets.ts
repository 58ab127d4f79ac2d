import type { BenchResult, TargetResult, Unit } from './result.ts';
import { mediansOf, ratioOf } from './statistics.ts';

type Found = Pick<BenchResult, 'contenders' | 'data'> & { lakeBytes: number | null };

interface Target {
  what: string;
  limit: number;
  unit: Unit;
  /** Calculates the value; undefined if a contender that it needs did not run. */
  measure(found: Found): number | undefined;
}

/** Targets of imbill on CSV, meant for size M. */
const targets: readonly Target[] = [
  ratioTarget('run, from nothing ÷ ClickHouse insert, then count', 0.75, 'imbill-run', [
    'clickhouse-table',
  ]),
  ratioTarget('run, from nothing ÷ DuckDB create table, then count', 0.55, 'imbill-run', [
    'duckdb-table',
  ]),
  ratioTarget('run, from nothing ÷ floor', 3, 'imbill-run', ['floor']),
  ratioTarget('raw rows not kept ÷ the faster bare query', 1, 'imbill-run-keep-none', [
    'duckdb-query',
    'clickhouse-query',
  ]),
  ratioTarget('raw rows not kept ÷ floor', 2, 'imbill-run-keep-none', ['floor']),
  {
    what: 'peak memory of a run from nothing',
    limit: 700,
    unit: 'MB',
    measure: ({ contenders }) => peakMegabytes(contenders, 'imbill-run'),
  },
  secondsTarget('run again, nothing new', 1, 'imbill-again'),
  secondsTarget('regenerate 12 months × 200 customers', 5, 'imbill-regenerate'),
  secondsTarget('simulate 24 months × 200 apps', 2, 'imbill-simulate'),
  {
    what: 'raw rows kept ÷ delivered CSV',
    limit: 25,
    unit: '%',
    measure: ({ lakeBytes, data }) =>
      lakeBytes === null ? undefined : (100 * lakeBytes) / data.bytes,
  },
];

/** Measures each target; none if the data is not CSV, or is the check's small month. */
export function targetsMet(found: Found): TargetResult[] {
  if (found.data.format !== 'csv' || found.data.size === 'ci') return [];
  return targets.map(({ what, limit, unit, measure }) => {
    const measured = measure(found) ?? null;
    return { what, limit, unit, measured, is_met: measured === null ? null : measured <= limit };
  });
}

/**
 * Builds a target for a ratio.
 *
 * @param against Contenders of which the fastest counts; all must have run.
 */
function ratioTarget(what: string, limit: number, name: string, against: string[]): Target {
  return {
    what,
    limit,
    unit: '×',
    measure({ contenders }) {
      const ratios = against.map((other) => ratioOf(contenders, name, other));
      const known = ratios.filter((ratio) => ratio !== undefined);
      return known.length < against.length ? undefined : Math.max(...known);
    },
  };
}

function secondsTarget(what: string, limit: number, name: string): Target {
  const seconds = ({ contenders }: Found) => {
    const contender = contenders.find((one) => one.name === name);
    return contender && mediansOf(contender)?.seconds;
  };
  return { what, limit, unit: 's', measure: seconds };
}

function peakMegabytes(contenders: Found['contenders'], wanted: string): number | undefined {
  const contender = contenders.find(({ name }) => name === wanted);
  const peak = contender && mediansOf(contender)?.peak_bytes;
  return typeof peak === 'number' ? peak / 1e6 : undefined;
}
