import { readCatalog } from '../../src/analyst/help/catalog.ts';
import type { SqlLimits, SqlSession } from '../../src/jobs/sql.ts';
import type { SandboxEffects } from '../effects/effects.ts';
import { openSandbox } from '../effects/sandbox.ts';

/** Opens a sandbox for the queries of a prompt. */
export function openSql(limits: SqlLimits, effects: Omit<SandboxEffects, 'signal'>): SqlSession {
  const sandbox = openSandbox(limits, effects);
  return {
    query: (sql, options) => sandbox.query(sql, options),
    readCatalog: () => readCatalog(sandbox),
    close: () => sandbox.close(),
  };
}
