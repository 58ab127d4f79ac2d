import type { SqlFiles } from '../../duckdb/sql-files.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { accountTables } from './account-tables.ts';
import { comments } from './comments.ts';
import type { Statement } from './insert-rows.ts';
import { metricTable } from './metric-table.ts';
import { priceTable } from './price-table.ts';
import { computedRelations, copiedRelations, martViews, viewNames, views } from './relations.ts';
import { serviceTables } from './service-tables.ts';

/** All statements that build a snapshot, as text that can be compared. */
export interface SnapshotPlan {
  /** Views of the warehouse that `copies` read. */
  marts: readonly string[];
  /** Name in the snapshot → query of the warehouse. */
  copies: ReadonlyMap<string, string>;
  /** Statements for the snapshot, in this order, after the copies. */
  tables: readonly Statement[];
  /** Statements that run next, with an empty lake. */
  views: readonly Statement[];
  /** Statement that runs last. */
  comments: Statement;
}

/** Reads nothing of the warehouse. */
export async function planSnapshot(
  workspace: Workspace,
  terms: KnownTerms,
  sql: SqlFiles,
): Promise<SnapshotPlan> {
  return {
    marts: martViews(sql),
    copies: copiedRelations(),
    tables: [
      ...accountTables(terms),
      ...serviceTables(terms),
      ...priceTable(terms),
      ...metricTable(terms),
      ...computedRelations(sql),
      { sql: modelProblemsTable },
    ],
    views: await views(workspace, sql),
    comments: comments(viewNames(sql)),
  };
}

/**
 * SQL of the table with the analysts' views that were left out. Whoever adds the views fills it.
 */
const modelProblemsTable = `create table model_problems (
  path varchar, line_number integer, column_number integer, message varchar)`;
