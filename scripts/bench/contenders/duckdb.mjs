// DuckDB: node duckdb.mjs floor|query|table JOB
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { answer, jobOf, quoted } from './job.mjs';

const { folder, format, threads, scratch } = jobOf();
const files = quoted(join(folder, `*.${format}`));
const read =
  format === 'parquet'
    ? `(select * replace (cast(time as timestamptz) as time) from read_parquet(${files}))`
    : `read_csv(${files}, header = true, columns = {
        time: 'TIMESTAMPTZ', app_id: 'VARCHAR', user_id: 'VARCHAR', result: 'VARCHAR',
        platform: 'VARCHAR'
      })`;

const ways = {
  // Every column is read and typed, nothing is grouped, nothing is kept.
  floor: async (connection) => {
    const [row] = await rowsOf(
      connection,
      `select count(*), count(time), count(app_id), count(user_id), count(result), count(platform)
       from ${read}`,
    );
    return { rows: Number(row[0]) };
  },
  query: async (connection) => ({ days: await countedFrom(connection, read) }),
  table: async (connection) => {
    await connection.run(`attach ${quoted(join(scratch, 'logins.duckdb'))} as kept`);
    await connection.run(`create table kept.logins as select * from ${read}`);
    return { days: await countedFrom(connection, 'kept.logins') };
  },
};

const instance = await DuckDBInstance.create(':memory:', {
  threads: `${threads}`,
  temp_directory: join(scratch, 'spill'),
});
const connection = await instance.connect();
const [[version]] = await rowsOf(connection, 'select version()');
answer({ ...(await ways[process.argv[2]](connection)), version });
connection.closeSync();
instance.closeSync();

async function countedFrom(connection, relation) {
  const rows = await rowsOf(
    connection,
    `select app_id, cast(cast(time at time zone 'Asia/Shanghai' as date) as varchar),
       count(distinct user_id)
     from ${relation} where result = 'success' group by all`,
  );
  return rows.map(([app, date, users]) => [app, date, Number(users)]);
}

async function rowsOf(connection, sql) {
  return (await connection.runAndReadAll(sql)).getRows();
}
