import { quotedText, visibleCharacters } from '../base/visible-characters.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { settingThatMends } from '../intake/guess/mend-rejects.ts';
import type { SourceSettings } from '../intake/records/source-settings.ts';
import { isTablePath } from '../intake/records/table-sources.ts';
import { deliveredColumn, type SourceKind } from '../metrics/source-kinds.ts';
import { groupDigits } from '../money/format-decimal.ts';

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

/** A file that is refused for its rejected lines. */
export interface RefusedFile {
  source: SourceKind;
  path: string;
  counts: { rejected: number; accepted: number };
}

/**
 * Describes the rejected lines of a refused file, with the next step. A few are told one by one. Of more, each reason
 * is told once, with its first line and the setting that would mend it.
 *
 * @param entry Entry of imbill.yaml that read the file.
 */
export async function describeRefusedLines(
  database: Database,
  file: RefusedFile,
  entry?: SourceSettings,
): Promise<string> {
  const isEach = file.counts.rejected <= shownLines;
  const rows = await database.rows<RejectedLine & { lines: bigint }>(
    `select source, path, min(line_number) as line_number, column_name,
       arg_min(value, line_number) as value, reason, count(*) as lines
     from rejects where batch_id is null and source = $source and path = $path
     group by source, path, column_name, reason${isEach ? ', line_number' : ''}
     order by min(line_number) limit ${shownLines}`,
    { source: file.source, path: file.path },
  );
  const isAll = file.counts.accepted === 0;
  const lines = rows.map((row) => describeReason(row, entry, isAll));
  const more = file.counts.rejected - rows.reduce((sum, row) => sum + Number(row.lines), 0);
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

/** Describes the lines of one reason by the first of them. */
function describeReason(
  row: RejectedLine & { lines: bigint },
  entry: SourceSettings | undefined,
  isAll: boolean,
): string {
  const { column_name: column, reason, value } = row;
  const lines = Number(row.lines);
  const setting = settingThatMends({ column, reason, value, lines }, entry, isAll);
  return `${describeRejectedLine(row, lines)}${setting === undefined ? '' : `\n${setting}`}`;
}

/** Reads the first lines that a load rejected while it accepted the rest of their files. */
export function firstRejectedLines(database: Database, loadId: number): Promise<RejectedLine[]> {
  return database.rows<RejectedLine>(
    `select rejects.source, rejects.path, line_number, column_name, value, reason
     from rejects inner join batches using (batch_id)
     where load_id = ${loadId} order by rejects.path, line_number limit ${shownLines}`,
  );
}

/**
 * Describes a rejected line: place, value, problem, and what is accepted.
 *
 * @param lines Number of lines that were rejected for the same reason; it is the first of them.
 */
export function describeRejectedLine(line: RejectedLine, lines = 1): string {
  const { source, line_number, column_name } = line;
  const path = visibleCharacters(line.path);
  const accepted = deliveredColumn(source, column_name)?.accepted;
  const place = `${isTablePath(path) ? 'rejected row' : 'line'} ${line_number}`;
  const places = lines === 1 ? place : `${groupDigits(String(lines))} lines, the first is ${place}`;
  return `${path}, ${places}: ${seen(line)}.${accepted === undefined ? '' : `\nAccepted: ${accepted}.`}`;
}

function seen({ value, reason, ...line }: RejectedLine): string {
  const column_name = visibleCharacters(line.column_name);
  if (column_name === '') return value === '' ? reason : `${reason}: ${quotedText(value)}`;
  if (value === '') return `${column_name} ${reason}`;
  return `${column_name} is ${quotedText(value)}, ${reason.replace(/^is /, '')}`;
}
