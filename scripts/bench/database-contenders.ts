import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';
import type { Answer, Contender, Place } from './contender.ts';
import { countsOf } from './counts.ts';
import { bytesBelow, loginsFolder } from './make-data.ts';
import { measureNode } from './measure-process.ts';
import { postgresqlObstacle } from './postgresql-obstacle.ts';

/** Scripts that one would write without imbill: they load the logins and count them by app and day. */
export const databaseContenders: readonly Contender[] = [
  {
    ...programOf('duckdb', 'DuckDB', 'floor'),
    name: 'floor',
    title: 'Floor: read and type every column, count nothing (DuckDB)',
  },
  {
    ...programOf('duckdb', 'DuckDB', 'query'),
    name: 'duckdb-query',
    title: 'DuckDB: one query over all files',
  },
  {
    ...programOf('duckdb', 'DuckDB', 'table'),
    name: 'duckdb-table',
    title: 'DuckDB: create table, then count distinct',
    keptBytes,
  },
  {
    ...programOf('clickhouse', 'ClickHouse', 'query'),
    name: 'clickhouse-query',
    title: 'ClickHouse (chdb): one query over all files',
    needs: 'chdb',
  },
  {
    ...programOf('clickhouse', 'ClickHouse', 'table'),
    name: 'clickhouse-table',
    title: 'ClickHouse (chdb): insert, then count exactly',
    needs: 'chdb',
    keptBytes,
  },
  {
    ...programOf('polars', 'Polars', 'query'),
    name: 'polars-query',
    title: 'Polars: one lazy query over all files',
    needs: 'nodejs-polars',
  },
  {
    ...programOf('postgresql', 'PostgreSQL', 'table'),
    name: 'postgresql-table',
    title: 'PostgreSQL: COPY, then count distinct',
    obstacle: postgresqlObstacle,
    prepare: async (place) => {
      await measureNode([programPath('postgresql'), 'prepare', JSON.stringify(jobOf(place))]);
    },
  },
];

function programOf(program: string, engine: string, way: string) {
  return {
    args: (place: Place) => [programPath(program), way, JSON.stringify(jobOf(place))],
    answer: async (stdout: string, place: Place) => answerOf(engine, stdout, place),
  };
}

function programPath(program: string): string {
  return join(packageRoot(), 'scripts/bench/contenders', `${program}.mjs`);
}

/** Describes the job for `contenders/job.mjs`. */
function jobOf({ data, month, packages, scratch, threads }: Place) {
  const folder = loginsFolder(month.folder);
  return { folder, format: data.format, threads, scratch, packages };
}

function answerOf(engine: string, stdout: string, { data }: Place): Answer {
  const { rows, days, version, kept_bytes: keptBytes } = JSON.parse(stdout);
  return {
    ...(rows === undefined ? {} : { rows: { read: rows, expected: data.logins } }),
    ...(days === undefined ? {} : { counts: countsOf(days) }),
    ...(keptBytes === undefined ? {} : { keptBytes }),
    version: { of: engine, is: version },
  };
}

function keptBytes({ scratch }: Place): Promise<number> {
  return bytesBelow(scratch);
}
