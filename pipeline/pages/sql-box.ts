import type { SqlBox } from '../../reports/web/sql-page.ts';
import { readRelations } from '../../src/analyst/help/catalog.ts';
import { readExamples } from '../../src/analyst/help/examples.ts';
import { longestValue, mostRows } from '../../src/analyst/results/sql-answer.ts';
import { publishedRelationsInChinese } from '../../src/duckdb/relation-entries.ts';
import { sqlPaths } from '../../src/serve/sql-endpoint.ts';
import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';

/** Reads the relations and examples that the SQL page shows beside its box. The shortest example comes first. */
export async function readSqlBox(snapshot: Snapshot): Promise<SqlBox> {
  const relations = await snapshot.once('relations', () =>
    readRelations(async (sql) => {
      const rows = await snapshot.database.rows(sql);
      return rows.map((row) => Object.values(row).map(String));
    }),
  );
  return {
    relations: relations.map((relation) => {
      const commentZh = publishedRelationsInChinese().get(relation.name);
      return { ...relation, ...(commentZh !== undefined && { commentZh }) };
    }),
    examples: (await readExamples()).toSorted((a, b) => a.sql.length - b.sql.length),
    mostRows,
    longestValue,
    paths: sqlPaths,
  };
}
