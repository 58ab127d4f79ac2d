import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf } from '../../src/analyst/results/exact-value.ts';
import type { QueryResult } from '../../src/analyst/sandbox/sql-sandbox.ts';
import { problemOf, type ViewProblem } from '../../src/analyst/views/view.ts';
import { unknownNames } from '../../src/anomalies/describe-row.ts';
import type { AnomalyKind } from '../../src/anomalies/kind.ts';
import { UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import { quoted } from '../../src/duckdb/duckdb.ts';
import type { Anomaly } from '../../src/jobs/anomalies.ts';
import type { Effects } from '../effects/effects.ts';
import { withSandbox } from '../effects/sandbox.ts';
import { anomalyOfRow, type FoundRow } from './anomaly-of-row.ts';
import { handedInRelations } from './handed-in.ts';
import { parametersOf } from './run-kinds.ts';

/** Most rows that a file may give: more are no anomalies. */
const mostRows = 1000;
const limits = { memoryMegabytes: 512, timeoutSeconds: 60, keepsSnapshot: true };

/** Anomalies of the workspace's own kinds, and the files that were left out. */
export interface OwnAnomalies {
  found: Anomaly[];
  problems: ViewProblem[];
}

/**
 * Runs the workspace's own kinds. Each reads a copy of the relations that are handed in, in the sandbox: it sees nothing
 * else and changes nothing. A kind that fails is a problem and adds no anomaly.
 */
export async function runOwnKinds(
  kinds: readonly AnomalyKind[],
  month: Month,
  { workspace, warehouse, script }: Pick<Effects, 'workspace' | 'warehouse' | 'script'>,
): Promise<OwnAnomalies> {
  const own: OwnAnomalies = { found: [], problems: [] };
  if (kinds.length === 0) return own;
  const folder = join(workspace.scratch, 'anomalies');
  const analytics = join(folder, 'anomalies.duckdb');
  await mkdir(folder, { recursive: true });
  try {
    await copyRelations(analytics, warehouse);
    const place = { workspace: { ...workspace, analytics }, threads: 1, script };
    await withSandbox(limits, place, async (sandbox) => {
      for (const kind of kinds)
        try {
          const parameters = parametersOf(kind);
          const rows = await readRows(await sandbox.query(kind.sql, { parameters }), kind);
          own.found.push(...rows.map((row) => anomalyOfRow(kind, month, row)));
        } catch (error) {
          if (!(error instanceof UserError || error instanceof RangeError)) throw error;
          own.problems.push(problemOf(kind.path, error.message));
        }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return own;
}

async function copyRelations(path: string, warehouse: Effects['warehouse']): Promise<void> {
  await warehouse.run(`attach ${quoted(path)} as handed_in`);
  try {
    for (const name of handedInRelations)
      await warehouse.run(`create table handed_in.${name} as from temp.${name}`);
    await warehouse.run('checkpoint handed_in');
  } finally {
    await warehouse.run('detach handed_in');
  }
}

async function readRows({ columns, chunks }: QueryResult, kind: AnomalyKind): Promise<FoundRow[]> {
  const names = columns.map(({ name }) => name);
  const texts = columns.map(({ type }) => textOf(type));
  const rows: FoundRow[] = [];
  for await (const chunk of chunks) {
    for (let index = 0; index < chunk.rows; index++)
      rows.push(
        Object.fromEntries(
          chunk.columns.map((values, column) => {
            const value = values[index] ?? null;
            return [names[column]!, value === null ? null : texts[column]!(value)];
          }),
        ),
      );
    if (rows.length > mostRows)
      throw new RangeError(
        `It gives more than ${mostRows} rows.\nAccepted: the few rows that a person should look at.`,
      );
  }
  // The sandbox is free for the next query only after the rows.
  refuseColumns(names, kind);
  return rows;
}

function refuseColumns(names: readonly string[], kind: AnomalyKind): void {
  const needed = ['value', 'expected'].filter((name) => !names.includes(name));
  if (!names.includes('subject') && !names.includes('app_id')) needed.push('subject');
  if (needed.length > 0)
    throw new RangeError(
      `It has no column ${needed.join(', ')}.\nAccepted: usage_date, hour, app_id, subject, value, expected; the last three are needed, or app_id in place of subject.`,
    );
  const unknown = unknownNames(kind.message, [...names, 'day', 'month', 'subject']);
  if (unknown.length > 0)
    throw new RangeError(
      `Its message names {${unknown[0]}}, which is no column.\nAccepted: ${names.join(', ')}, day, month.`,
    );
}
