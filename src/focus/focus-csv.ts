import { csvCell } from '../analyst/results/csv-cell.ts';
import { harmlessText } from '../analyst/results/harmless-text.ts';
import { type Database, identifier } from '../duckdb/duckdb.ts';
import type { FocusDataset } from './datasets.ts';

/**
 * Writes the rows of a dataset as CSV, some at a time: RFC 4180, lines that end in LF, null as an empty cell.
 * A text that begins like a formula gets a leading `'`; numbers stay numbers.
 */
export async function* focusCsv(
  database: Database,
  { table, columns }: FocusDataset,
): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => name).join(',')}\n`;
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  const batches = database.stream(`select ${names} from ${table}_texts order by row_number`);
  for await (const rows of batches) {
    let lines = '';
    for (const row of rows) {
      const cells = columns.map(({ name, type }) =>
        cell(row[name] as string | null, type === 'text'),
      );
      lines += `${cells.join(',')}\n`;
    }
    yield lines;
  }
}

function cell(value: string | null, isText: boolean): string {
  if (value === null) return '';
  return isText ? csvCell(harmlessText(value)) : csvCell(value);
}
