// Polars: node polars.mjs query JOB
// The day is cut from the text, as the generated times are all of Beijing: no time is parsed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answer, jobOf } from './job.mjs';

const { folder, format, threads, packages } = jobOf();
process.env.POLARS_MAX_THREADS = `${threads}`;
const polars = createRequire(join(packages, 'package.json'))('nodejs-polars');
const text = polars.Utf8;
const schema = { time: text, app_id: text, user_id: text, result: text, platform: text };
const files = join(folder, `*.${format}`);
const scanned =
  format === 'parquet' ? polars.scanParquet(files) : polars.scanCSV(files, { schema });
const counted = await scanned
  .filter(polars.col('result').eq(polars.lit('success')))
  .withColumns(polars.col('time').str.slice(0, 10).alias('day'))
  .groupBy(['app_id', 'day'])
  .agg(polars.col('user_id').nUnique().alias('users'))
  .collect();
const days = counted.rows().map(([app, date, users]) => [app, date, Number(users)]);
answer({ days, version: polars.version });
