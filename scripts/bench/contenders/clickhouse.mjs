// ClickHouse in process: node clickhouse.mjs query|table JOB
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answer, jobOf, quoted } from './job.mjs';

const { folder, format, threads, scratch, packages } = jobOf();
const { Session } = createRequire(join(packages, 'package.json'))('chdb');
// What is written few times over and over is LowCardinality, as the ClickHouse manual advises.
const columns = `time String, app_id LowCardinality(String), user_id String,
  result LowCardinality(String), platform LowCardinality(String)`;
const read = `file(${quoted(join(folder, `*.${format}`))},
  ${format === 'parquet' ? 'Parquet' : 'CSVWithNames'}, ${quoted(columns)})`;
const instant = 'parseDateTime64BestEffort(time, 3)';

const session = new Session(join(scratch, 'clickhouse'));
session.query(`set max_threads = ${threads}`);
const version = textOf('select version()');
const ways = {
  query: () => countedFrom(read, instant),
  table: () => {
    session.query(`create table logins (time DateTime64(3), app_id LowCardinality(String),
      user_id String, result LowCardinality(String), platform LowCardinality(String))
      engine = MergeTree order by (app_id, time)`);
    session.query(`insert into logins
      select ${instant} as time, app_id, user_id, result, platform from ${read}`);
    return countedFrom('logins', 'time');
  },
};
answer({ days: ways[process.argv[2]](), version });
session.close();

function countedFrom(relation, time) {
  const text = textOf(`select app_id, toDate(${time}, 'Asia/Shanghai') as day, uniqExact(user_id)
    from ${relation} where result = 'success' group by app_id, day`);
  return text.split('\n').map((line) => {
    const [app, date, users] = line.split('\t');
    return [app, date, Number(users)];
  });
}

function textOf(sql) {
  return session.query(sql, 'TabSeparated').trim();
}
