import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import { currentSql } from '../../duckdb/sql-files.ts';
import { prepareStaging, setSource } from '../../intake/records/staging-variables.ts';
import type { TableSource } from '../../intake/records/table-sources.ts';
import { deliveredMetrics } from '../../metrics/catalogue.ts';
import { kindTable, type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import { describeWithSpark, openSession } from '../../testing/spark/with-spark.ts';
import type { SparkSession } from '../session.ts';
import { checkedRows } from './checked-rows.ts';
import { textLiteral } from './text-literal.ts';
import { typeColumns } from './typed-columns.ts';

const acceptedUntil = '2026-10-01T00:00:00Z';
const times = { timezone: 'Asia/Shanghai', slotSeconds: 300, acceptedUntil };
const sourceZone = 'Asia/Tokyo';

/** A good row of each kind; the tests change one column at a time. */
const good: Readonly<Record<SourceKind, Record<string, string>>> = {
  logins: { time: '2026-09-03T10:00:00Z', app_id: 'a1', user_id: 'u1' },
  bandwidth: { time: '2026-09-03T10:00:00Z', app_id: 'a1', mbps: '1.5' },
  groups: { time: '2026-09-03T10:00:00Z', app_id: 'a1', group_id: 'g1', event: 'created' },
  daily: { date: '2026-09-03', app_id: 'a1', metric: 'dau', value: '5' },
};

const ids = [
  ...[
    '007',
    '7.0',
    'é',
    'e\u0301',
    'ß',
    'SS',
    'A',
    '群组',
    'a b',
    '\u{1f600}',
    `x${'y'.repeat(16_383)}`,
  ],
  ...[
    ' a',
    'a ',
    '\ta',
    'a\u00a0',
    '\u3000a',
    'a\u200bb',
    '\ufeffa',
    'a\u0085',
    '\u00ada',
    'a\u0000b',
  ],
  ...['a\nb', 'a\rb', ' ', '\t', '\u200b', '\u2028', '\u1160', 'x'.repeat(16_385), '\u{e0001}a'],
  ...[
    'NULL',
    'null',
    ' null ',
    '\\N',
    '\\n',
    'NaN',
    'none',
    'N/A',
    '-',
    "''",
    '""',
    "O'Brien",
    '\\',
    "\\'",
  ],
];
const instants = [
  ...['2026-09-03T15:59:59.999999Z', '2026-09-03T16:00:00z', '2026-09-03 23:59:59.9999999+08:00'],
  ...[
    '2026-09-03t10:00:00.1-05:30',
    '2024-02-29T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-09-31T00:00:00Z',
  ],
  ...[
    '1788400800',
    '1788400800123',
    '178840080',
    '-1788400800',
    '2026-09-03T10:00:00',
    '2026-09-03 10:00:00.5',
  ],
  ...[
    '2026-09-03T24:00:00Z',
    '2026-09-03T10:60:00Z',
    '2026-09-03T10:00:60Z',
    '2026-09-03',
    'now',
    '',
    ' ',
  ],
  ...[
    '1999-12-31T23:59:59Z',
    '2000-01-01T00:00:00Z',
    '2026-09-30T23:59:59.999999Z',
    '2026-10-01T00:00:00Z',
  ],
  ...[
    '2099-12-31T00:00:00Z',
    '2100-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-09-03T10:00:00+24:00',
  ],
  ...['2026-09-03T10:00:00.123456789Z', '２026-09-03T10:00:00Z', '2026-09-03T10:00:00Z\n'],
];
const numbers = [
  ...[
    '0',
    '0.0',
    '00.10',
    '999999999999.999999999',
    '1000000000000',
    '1.0000000001',
    '-1',
    '+1',
    '1e3',
  ],
  ...[
    '117042.495',
    '.5',
    '5.',
    '1,5',
    'NaN',
    '999999999999999999',
    '9999999999999999999',
    '1.001',
    ' 1',
    '０',
  ],
];
const hostile: Readonly<Record<string, readonly string[]>> = {
  time: instants,
  date: [
    '20260903',
    '2026-9-3',
    '2026-02-30',
    '20260230',
    '1999-12-31',
    '2026-10-01',
    '2026-10-02',
    '2100-01-01',
    '',
  ],
  app_id: ids,
  user_id: ids,
  group_id: ids,
  result: [
    'success',
    ' Success ',
    'OK',
    '0',
    '',
    '登录成功',
    'failed',
    'SUCCESS\u00a0',
    '\\N',
    'null',
    '１',
  ],
  event: ['dismissed', 'full', 'Created', 'created ', ''],
  region: ['international', 'domestic', 'Domestic', 'cn', ''],
  mbps: numbers,
  metric: ['groups', 'bandwidth_domestic_mbps', 'mau', 'DAU', ''],
  value: numbers,
};

/** Rows with one changed column each, and rows in which several measures are there or none. */
function rowsOf(kind: SourceKind): Record<string, string>[] {
  const columns = kindTable[kind].delivered.map(({ name }) => name);
  const changed = columns.flatMap((name) =>
    (hostile[name] ?? []).map((value) => ({ ...good[kind], [name]: value })),
  );
  if (kind === 'daily')
    return [...changed, { ...good.daily, metric: 'bandwidth_domestic_mbps', value: '1.5' }];
  if (kind !== 'bandwidth') return changed;
  const { time, app_id } = good.bandwidth as { time: string; app_id: string };
  const measures = numbers.flatMap((value) => [{ bytes: value }, { bps: value }]);
  const fluxes = ['56.25', '56.3', '60', '', '-1', '1e2'].map((flux_mb) => ({
    mbps: '1.5',
    flux_mb,
  }));
  const several = [
    {},
    { mbps: '1', bytes: '2' },
    { bytes: '2', bps: '3' },
    { mbps: '', bps: '1.5' },
  ];
  return [
    ...changed,
    ...[...measures, ...fluxes, ...several].map((one) => ({ time, app_id, ...one })),
    ...['00:00:00', '00:04:59.999999', '00:05:00', '23:59:59.999999'].map((clock) => ({
      ...good.bandwidth,
      time: `2026-09-03T${clock}+08:00`,
    })),
  ];
}

describeWithSpark('checkedRows, on Spark', () => {
  let session: SparkSession;
  let sparkVersion: string;
  beforeAll(async () => {
    session = await openSession();
    sparkVersion = await session.version();
  });
  afterAll(() => session.close());

  it.each(sourceKinds)('judges and types %s as sql/staging does', async (kind) => {
    const rows = rowsOf(kind);
    const onSpark = await judgeOnSpark(kind, rows);
    expect(onSpark).toEqual(await judgeOnDuckDb(kind, rows));
    expect(onSpark.length).toBe(rows.length);
  });

  async function judgeOnSpark(kind: SourceKind, rows: Record<string, string>[]): Promise<string[]> {
    const names = kindTable[kind].delivered.map(({ name }) => name);
    const values = rows.map(
      (row) => `(${names.map((name) => textLiteral(row[name] ?? '')).join(', ')})`,
    );
    const relation = `(values ${values.join(', ')}) as t(${names.join(', ')})`;
    const source: TableSource = { ...sourceOf(kind), table: 't' };
    const columns = names.map((name) => ({ name, type: 'string' }));
    const typed = typeColumns(source, columns, { zoneMinutes: 540, sparkVersion });
    const rules = {
      ...{ offsetMinutes: 480, slotSeconds: 300, acceptedUntil },
      metricNames: deliveredMetrics(),
    };
    const found = await session.rows(checkedRows(source, relation, typed, rules));
    return found
      .map(
        ({ row_hash: _, day, row_text, problem_column, problem_value, problem_reason, ...row }) =>
          problem_reason === null
            ? textOfRow(kind, row)
            : JSON.stringify([problem_column, problem_value, problem_reason]),
      )
      .sort();
  }

  async function judgeOnDuckDb(
    kind: SourceKind,
    rows: Record<string, string>[],
  ): Promise<string[]> {
    const database = await Database.open({ threads: 1 });
    try {
      await prepareStaging(database, times);
      await setSource(database, { timeZone: sourceZone });
      const names = kindTable[kind].delivered.map(({ name }) => name);
      const values = rows.map((row, index) => {
        const texts = names.map((name) =>
          (row[name] ?? '') === '' ? 'null' : duckdbText(row[name]!),
        );
        return `(${index + 1}, ${texts.join(', ')})`;
      });
      const types = names.map(
        (name) => `cast(${identifier(name)} as varchar) as ${identifier(name)}`,
      );
      await database.run(`create view delivered_lines as select line_number, ${types.join(', ')},
        cast(null as varchar) as extra, no_problem() as line_problem, false as is_ignored
        from (values ${values.join(', ')}) as t(line_number, ${names.map(identifier).join(', ')})`);
      const instantColumns = Object.entries(kindTable[kind].stored).filter(
        ([, type]) => type === 'timestamp',
      );
      const shown = instantColumns.map(
        ([name]) => `strftime(${name}, '%Y-%m-%d %H:%M:%S.%f') as ${name}`,
      );
      const found = await database.rows<Record<string, string | null>>(
        `select * replace (${[...shown, 'problem.reason as problem'].join(', ')}),
           problem.column_name as problem_column, problem.value as problem_value
         from (${currentSql().text('staging', `checked_${kind}`)})`,
      );
      return found
        .map(({ line_number, problem, problem_column, problem_value, is_ignored, ...row }) =>
          problem === null
            ? textOfRow(kind, row)
            : JSON.stringify([problem_column, problem_value, problem]),
        )
        .sort();
    } finally {
      database.close();
    }
  }
});

function sourceOf(kind: SourceKind) {
  return { kind, files: [], columns: {}, constants: {}, delimiter: ',', timeZone: sourceZone };
}

function textOfRow(kind: SourceKind, row: Record<string, unknown>): string {
  const names = Object.keys(kindTable[kind].stored).filter((name) => name !== 'line_number');
  return JSON.stringify(names.map((name) => (row[name] === null ? null : String(row[name]))));
}

/** Returns a text as DuckDB reads it, which has no NUL in its queries. */
function duckdbText(text: string): string {
  return text.split('\0').map(quoted).join(' || chr(0) || ');
}
