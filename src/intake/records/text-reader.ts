import { csvRows } from '../../duckdb/file-rows.ts';
import type { StructuredFile } from '../bytes/structured-file.ts';
import type { OpenedFile } from './opened-file.ts';

/**
 * Returns SQL of the rows of a text file whose structure is known: text as it is, in the file's order.
 * Longer lines were rejected before; DuckDB holds several buffers, each of twice a line's length.
 */
export function textRows(
  path: string,
  { options, columns }: { options: string; columns: readonly string[] },
): string {
  const types = columns.map((name) => `${name}: 'varchar'`).join(', ');
  return csvRows(
    path,
    `strict_mode = true, new_line = '\\n', comment = '', nullstr = '',
    max_line_size = 2097152, buffer_size = 4194304, ${options}`,
    `columns = {${types}}`,
  );
}

/** Returns a text file whose structure is known, and its records, as an opened file. */
export function openedText(
  { readPath, hasLineNumbers, rejectsPath, lines, headers }: StructuredFile,
  records: OpenedFile['records'],
): OpenedFile {
  const copies = hasLineNumbers ? [readPath] : [];
  if (rejectsPath === undefined) return { records, lines, headers, copies };
  return { records, lines, headers, rejectsPath, copies: [...copies, rejectsPath] };
}
