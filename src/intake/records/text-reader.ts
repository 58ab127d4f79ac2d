import { csvRows } from '../../duckdb/file-rows.ts';
import type { StructuredFile } from '../bytes/structured-file.ts';
import type { OpenedFile, TextShape } from './opened-file.ts';

/**
 * Returns SQL of the rows of text files whose structure is known: text as it is, in the order of the files and
 * their lines. Longer lines were rejected before; DuckDB holds several buffers, each of twice a line's length.
 */
export function textRows(
  paths: string | readonly string[],
  { options, columns }: { options: string; columns: readonly string[] },
): string {
  const types = columns.map((name) => `${name}: 'varchar'`).join(', ');
  return csvRows(
    paths,
    `strict_mode = true, new_line = '\\n', comment = '', nullstr = '',
    max_line_size = 2097152, buffer_size = 4194304, ${options}`,
    `columns = {${types}}`,
  );
}

/** Returns a text file whose structure is known, and its records, as an opened file. */
export function openedText(file: StructuredFile, shape: TextShape): OpenedFile {
  const { readPath, hasLineNumbers, rejectsPath, lines, headers, linesBefore } = file;
  const lineNumber = hasLineNumbers
    ? 'cast(line_number as bigint)'
    : `row_number() over () + ${linesBefore}`;
  const records = shape.recordsOf(readPath, lineNumber);
  const text = { path: readPath, hasLineNumbers, ...shape };
  const copies = hasLineNumbers ? [readPath] : [];
  if (rejectsPath === undefined) return { records, lines, headers, copies, text };
  return { records, lines, headers, rejectsPath, copies: [...copies, rejectsPath], text };
}
