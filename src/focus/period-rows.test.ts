import { afterEach, describe, expect, it } from 'vitest';
import { addZone } from '../calendar/zone.ts';
import { Database } from '../duckdb/duckdb.ts';
import { periodRows } from './period-rows.ts';

addZone({ name: 'Asia/Shanghai', firstEast: 8 * 3600, changes: [] });

let snapshot: Database | undefined;
afterEach(() => {
  snapshot?.close();
  snapshot = undefined;
});

/** Makes the period of September 2026, of documents of 1 October, after some closings. */
async function september(closings: readonly string[]) {
  snapshot = await Database.open({ threads: 1 });
  await snapshot.run("create table invoices as select date '2026-10-01' as issue_date");
  await snapshot.run(
    'create table closings (month varchar, closed_at varchar, reopened_at varchar, is_closed boolean)',
  );
  for (const values of closings) await snapshot.run(`insert into closings values (${values})`);
  const period = {
    month: '2026-09',
    start: '2026-08-31T16:00:00Z',
    end: '2026-09-30T16:00:00Z',
    issuer: 'IM',
    timeZone: 'Asia/Shanghai',
  };
  const [row, ...others] = await periodRows(snapshot, [period, period]);
  expect(others).toEqual([]);
  return [row?.BillingPeriodStatus, row?.BillingPeriodCreated, row?.BillingPeriodLastUpdated];
}

describe('periodRows', () => {
  const issued = '2026-09-30T16:00:00Z';

  it('is open until the month, or a later one, is closed', async () => {
    expect(await september([])).toEqual(['Open', issued, issued]);
    expect(await september(["'2026-08', '2026-10-02T01:02:03.456Z', null, true"])).toEqual([
      'Open',
      issued,
      issued,
    ]);
    expect(await september(["'2026-10', '2026-11-02T01:02:03.456Z', null, true"])).toEqual([
      'Closed',
      issued,
      '2026-11-02T01:02:03Z',
    ]);
  });

  it('is open again after it was opened, and changed then', async () => {
    const opened = "'2026-09', '2026-10-02T00:00:00.000Z', '2026-10-03T00:00:00.000Z', false";
    expect(await september([opened])).toEqual(['Open', issued, '2026-10-03T00:00:00Z']);
  });
});
