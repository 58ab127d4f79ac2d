import { readExamples } from '../analyst/help/examples.ts';
import { openLocked } from '../analyst/sandbox/locked-database.ts';
import type { Row } from '../duckdb/duckdb.ts';
import { withDefaults } from '../duckdb/query-header.ts';
import { checkSelect } from '../duckdb/safe-select.ts';
import { workspaceAt } from '../workspace/workspace.ts';

/** The result of an example in a workspace. */
export interface ExampleResult {
  columns: string[];
  types: string[];
  /** Rows, each with its values as texts between blanks; null is `-`. */
  rows: string[];
  records: Row[];
}

/** Runs an example like `imbill sql`, in this process. */
export async function exampleResult(
  folder: string,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<ExampleResult> {
  const sql = (await readExamples()).find((example) => example.name === name)!.sql;
  const { analytics: snapshot, root: workspace, lake } = workspaceAt(folder);
  const limits = { memoryMegabytes: 256, threads: 1 };
  const database = await openLocked({ snapshot, workspace, lake: [lake], ...limits });
  try {
    await checkSelect(database, sql);
    const { columns, types, rows } = await database.table(sql, withDefaults(sql, parameters));
    const texts = rows.map((row) => Object.values(row).map((value) => String(value ?? '-')));
    return { columns, types, rows: texts.map((values) => values.join(' ')), records: rows };
  } finally {
    database.close();
  }
}
