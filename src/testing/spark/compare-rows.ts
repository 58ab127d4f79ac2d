/** Rows that only one of two engines has, each as JSON. */
export interface RowDifference {
  onlySpark: string[];
  onlyDuckdb: string[];
}

/** A row as the list of its values. */
export type Values = readonly unknown[];

/** Compares rows of two engines in any order, both ways. A row that is there twice must be there twice. */
export function compareRows(spark: readonly Values[], duckdb: readonly Values[]): RowDifference {
  const first = spark.map(textOf);
  const second = duckdb.map(textOf);
  return { onlySpark: without(first, second), onlyDuckdb: without(second, first) };
}

/** Returns a row as JSON. Whole numbers are text: an engine gives the smaller ones as number, another as bigint. */
function textOf(row: Values): string {
  const isWhole = (value: unknown) => typeof value === 'bigint' || Number.isInteger(value);
  return JSON.stringify(row.map((value) => (isWhole(value) ? `${value}` : value)));
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
}
