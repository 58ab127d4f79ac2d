import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SparkSession } from '../src/spark/session.ts';
import { load } from '../src/testing/jobs.ts';
import {
  duckdbOverLake,
  type EngineOverLake,
  measuringRelations,
  rowsOf,
  sparkOverLake,
} from '../src/testing/spark/both-engines.ts';
import { compareRows } from '../src/testing/spark/compare-rows.ts';
import { hostileWorkspace } from '../src/testing/spark/hostile-months.ts';
import { describeWithSpark, openSession } from '../src/testing/spark/with-spark.ts';
import { writeFiles, writeWorkspace } from '../src/testing/write-workspace.ts';

describeWithSpark('each text of sql/intermediate, sql/metrics and sql/shortcuts', () => {
  let session: SparkSession;
  let duckdb: Awaited<ReturnType<typeof duckdbOverLake>>;
  let spark: EngineOverLake;
  beforeAll(async () => {
    const workspace = await writeWorkspace(
      hostileWorkspace({ seed: 7, first: '2024-12', count: 3 }),
    );
    await writeFiles(workspace, { 'logs/daily/daily.csv': dailyValues });
    await load(workspace, 2);
    const lake = { workspace, first: '2024-12-01', last: '2025-02-28' };
    duckdb = await duckdbOverLake(lake);
    session = await openSession();
    spark = await sparkOverLake(session, lake);
  });
  afterAll(async () => {
    duckdb?.close();
    await session?.close();
  });

  it.each(measuringRelations())('%s runs on Spark, with the rows of DuckDB', async (relation) => {
    const expected = await rowsOf(duckdb, relation);
    expect(expected).not.toEqual([]);
    expect(compareRows(await rowsOf(spark, relation), expected)).toEqual({
      onlySpark: [],
      onlyDuckdb: [],
    });
  });
});

const dailyValues = `date,app_id,metric,value
2024-12-31,14,dau,7
2024-12-31,14,dau,9
2025-01-01,14.0,bandwidth_domestic_mbps,999999999999.999999999
2025-01-01,NULL,groups,0
`;
