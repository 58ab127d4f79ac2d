import { describe, expect, it } from 'vitest';
import type { TableSource } from '../../intake/records/table-sources.ts';
import type { ExactRow } from '../exact-rows.ts';
import { SparkError } from '../spark-error.ts';
import { openTable } from './table-snapshot.ts';

const source = (table: string, snapshot?: string) =>
  ({ kind: 'logins', table, ...(snapshot && { snapshot }) }) as TableSource;

/** A session that answers queries by their text. */
function sessionOf(answers: Record<string, ExactRow[] | Error>) {
  const asked: string[] = [];
  const answer = async (sql: string) => {
    asked.push(sql);
    const found = answers[sql];
    if (found instanceof Error) throw found;
    return found ?? [];
  };
  return { asked, rows: answer, run: async (sql: string) => void (await answer(sql)) };
}

const described = (provider: string) => [
  { col_name: 'Provider', data_type: 'string' },
  { col_name: '# Detailed Table Information', data_type: '' },
  { col_name: 'Provider', data_type: provider },
];
const ts = { col_name: 'ts', data_type: 'timestamp', comment: null };

describe('openTable', () => {
  it('pins an Iceberg table to its latest snapshot', async () => {
    const session = sessionOf({
      'describe table extended ice.db.t': described('iceberg'),
      "select snapshot_id from ice.db.t.refs where name = 'main'": [
        { snapshot_id: 5_312_345_678_901_234_567n },
      ],
      'describe query select * from ice.db.t version as of 5312345678901234567': [ts],
    });
    expect(await openTable(session, source('ice.db.t'))).toEqual({
      relation: 'ice.db.t version as of 5312345678901234567',
      snapshot: '5312345678901234567',
      columns: [{ name: 'ts', type: 'timestamp' }],
    });
    expect(session.asked[0]).toBe('refresh table ice.db.t');
  });

  it('pins a Delta table to its latest version', async () => {
    const session = sessionOf({
      'describe table extended t': described('delta'),
      'describe history t limit 1': [{ version: 0n }],
    });
    expect(await openTable(session, source('t'))).toMatchObject({
      relation: 't version as of 0',
      snapshot: '0',
    });
  });

  it('reads the snapshot that imbill.yaml names', async () => {
    const session = sessionOf({ 'describe table extended t': described('delta') });
    expect(await openTable(session, source('t', '7'))).toMatchObject({ snapshot: '7' });
    expect(session.asked).not.toContain('describe history t limit 1');
  });

  it('knows no snapshot of an Iceberg table without rows, of other formats, of views and of a select', async () => {
    const session = sessionOf({
      'describe table extended empty': described('iceberg'),
      'describe table extended plain': described('parquet'),
      'describe query select * from (select 1 as a from t)': [ts],
    });
    for (const table of ['empty', 'plain', 'view']) {
      const opened = await openTable(session, source(table));
      expect(opened).toEqual({ relation: table, columns: [] });
    }
    expect(await openTable(session, source('select 1 as a from t'))).toEqual({
      relation: '(select 1 as a from t)',
      columns: [{ name: 'ts', type: 'timestamp' }],
    });
  });

  it('refuses a snapshot of a table that has none', async () => {
    const session = sessionOf({ 'describe table extended t': described('parquet') });
    await expect(openTable(session, source('t', '7'))).rejects.toMatchObject({
      exitCode: 3,
      message:
        'table://t: snapshot is 7, but a table of parquet has no snapshots.\nAccepted: snapshot: latest, or a table of Iceberg or Delta.\nRemove snapshot: from the source in imbill.yaml.',
    });
  });

  it('refuses a table that is not there, and passes other faults on', async () => {
    const missing = new SparkError('Spark reports: no t\nmore', 'TABLE_OR_VIEW_NOT_FOUND', '');
    await expect(
      openTable(sessionOf({ 'refresh table t': missing }), source('t')),
    ).rejects.toMatchObject({
      exitCode: 3,
      message:
        'table://t: Spark has no such table, column or snapshot: Spark reports: no t.\nAccepted: tables of the catalogs of the Spark session, as catalog.database.table.\nCorrect table: in imbill.yaml, or set the catalog in engine.spark.settings.',
    });
    const lost = new SparkError('Spark cannot be reached', '', '');
    await expect(openTable(sessionOf({ 'refresh table t': lost }), source('t'))).rejects.toBe(lost);
  });
});
