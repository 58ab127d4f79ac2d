import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Place } from './contender.ts';

const run = promisify(execFile);

/** Returns the reason why PostgreSQL cannot run here; undefined = it can. */
export async function postgresqlObstacle({ data }: Place): Promise<string | undefined> {
  if (data.logins > mostLogins) return 'only up to size S';
  if (data.format === 'parquet') return 'PostgreSQL reads no Parquet';
  for (const program of ['initdb', 'postgres', 'psql']) {
    const isThere = await run(program, ['--version']).then(
      () => true,
      () => false,
    );
    if (!isThere) return `PostgreSQL is not installed: ${program} is not in the PATH`;
  }
  return undefined;
}

const mostLogins = 3_000_000;
