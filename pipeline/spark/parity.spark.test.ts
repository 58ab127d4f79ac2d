import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstDay, lastDay } from '../../src/calendar/month.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { addMonths } from '../../src/sample/month-days.ts';
import { writeSample } from '../../src/sample/write-sample.ts';
import type { SparkSession } from '../../src/spark/session.ts';
import { load, measureMonths, warehouseRows } from '../../src/testing/jobs.ts';
import {
  duckdbOverLake,
  type LakeRows,
  metricRows,
  sparkOverLake,
} from '../../src/testing/spark/both-engines.ts';
import { compareRows, type Values } from '../../src/testing/spark/compare-rows.ts';
import { hostileWorkspace } from '../../src/testing/spark/hostile-months.ts';
import {
  describeWithSpark,
  openSession,
  useWholeSpark,
} from '../../src/testing/spark/with-spark.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

/** Each run of the tests counts the same months. */
const hostile = { seed: 14, first: '2021-01', count: 50 };
const same = { onlySpark: [], onlyDuckdb: [] };
const fasterOf = (metric: string) => currentSql().relationOf(metric);

describeWithSpark('the metrics of sql/metrics on Spark', () => {
  let session: SparkSession;
  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(() => session.close());

  it('have the rows of DuckDB for 50 hostile months, counted as one', async () => {
    const workspace = await writeWorkspace(hostileWorkspace(hostile));
    await load(workspace, 2);
    const last = lastDay(addMonths(hostile.first, hostile.count - 1));
    const lake = { workspace, first: firstDay(hostile.first), last };
    const duckdb = await countOnDuckdb(lake);
    expect(duckdb.length).toBeGreaterThan(30_000);
    expect(new Set(duckdb.map(([, metric]) => metric))).toEqual(
      new Set(currentSql().names('metrics')),
    );
    const spark = await sparkOverLake(session, lake);
    expect(compareRows(await metricRows(spark), duckdb)).toEqual(same);
    expect(compareRows(await metricRows(spark, fasterOf), duckdb)).toEqual(same);
  });

  it('have the rows of the warehouse for the sample month', async () => {
    const workspace = await tempFolder();
    await writeSample(workspace);
    await useWholeSpark(session);
    await load(workspace, 2);
    await measureMonths(workspace, ['2026-09']);
    const measured = await warehouseRows(
      workspace,
      `select app_id, metric, cast(usage_date as varchar), cast(numerator as varchar), denominator,
         strftime(peak_at, '%Y-%m-%d %H:%M:%S.%f')
       from daily_usage where not is_reported
       union all
       select app_id, 'mau', cast(usage_month as varchar), cast(cast(quantity as decimal(38, 9)) as varchar), 1, null
       from monthly_users`,
    );
    const lake = { workspace, first: firstDay('2026-09'), last: lastDay('2026-09') };
    const spark = await sparkOverLake(session, lake);
    expect(measured.length).toBeGreaterThan(300);
    expect(compareRows(await metricRows(spark, fasterOf), measured)).toEqual(same);
  });
});

async function countOnDuckdb(lake: LakeRows): Promise<Values[]> {
  const duckdb = await duckdbOverLake(lake);
  try {
    return await metricRows(duckdb);
  } finally {
    duckdb.close();
  }
}
