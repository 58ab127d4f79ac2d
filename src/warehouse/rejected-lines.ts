import { quotedText, visibleCharacters } from '../base/visible-characters.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { isTablePath } from '../intake/records/table-sources.ts';
import { deliveredColumn, type SourceKind } from '../metrics/source-kinds.ts';

/** A row of the table `rejects`. */
export interface RejectedLine {
  [column: string]: string | bigint;
  source: SourceKind;
  path: string;
  line_number: bigint;
  column_name: string;
  value: string;
  reason: string;
}

const shownLines = 3;

/** Describes the first rejected lines of a refused file, with the next step. */
export async function describeRefusedLines(
  database: Database,
  file: { source: SourceKind; path: string; counts: { rejected: number } },
): Promise<string> {
  const rows = await database.rows<RejectedLine>(
    `select source, path, line_number, column_name, value, reason from rejects
     where batch_id is null and source = $source and path = $path order by line_number limit ${shownLines}`,
    { source: file.source, path: file.path },
  );
  const lines = rows.map(describeRejectedLine);
  const more = file.counts.rejected - rows.length;
  if (more > 0)
    lines.push(
      `${visibleCharacters(file.path)}: ${more} more rejected lines; imbill sql "select * from rejects" lists them.`,
    );
  lines.push(
    isTablePath(file.path)
      ? 'Correct the rows, leave them out in a select with a where, or allow them with rejects.max_share in imbill.yaml.'
      : 'Correct the line and deliver the file again, or allow it with rejects.max_share in imbill.yaml.',
  );
  return lines.join('\n');
}

/** Reads the first lines that a load rejected while it accepted the rest of their files. */
export function firstRejectedLines(database: Database, loadId: number): Promise<RejectedLine[]> {
  return database.rows<RejectedLine>(
    `select rejects.source, rejects.path, line_number, column_name, value, reason
     from rejects inner join batches using (batch_id)
     where load_id = ${loadId} order by rejects.path, line_number limit ${shownLines}`,
  );
}

/** Describes a rejected line: place, value, problem, and what is accepted. */
export function describeRejectedLine(line: RejectedLine): string {
  const { source, line_number, column_name } = line;
  const path = visibleCharacters(line.path);
  const accepted = deliveredColumn(source, column_name)?.accepted;
  const place = isTablePath(path) ? 'rejected row' : 'line';
  return `${path}, ${place} ${line_number}: ${seen(line)}.${accepted === undefined ? '' : `\nAccepted: ${accepted}.`}`;
}

function seen({ value, reason, ...line }: RejectedLine): string {
  const column_name = visibleCharacters(line.column_name);
  if (column_name === '') return value === '' ? reason : `${reason}: ${quotedText(value)}`;
  if (value === '') return `${column_name} ${reason}`;
  return `${column_name} is ${quotedText(value)}, ${reason.replace(/^is /, '')}`;
}
