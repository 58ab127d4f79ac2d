import { nearestName } from '../../base/nearest-name.ts';
import { quotedText } from '../../base/visible-characters.ts';
import { kindTable } from '../../metrics/source-kinds.ts';
import { refusal } from '../bytes/refusal.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { type DeliveredRecords, deliveredNames, mapColumns } from './delivered-lines.ts';
import { openCsv } from './open-csv.ts';
import { openDocument } from './open-document.ts';
import { openNdjson } from './open-ndjson.ts';
import { openParquet } from './open-parquet.ts';
import type { FileReader, OpenedFile } from './opened-file.ts';
import type { SourceSettings } from './source-settings.ts';

const textOpeners = { csv: openCsv, ndjson: openNdjson };
const openers = { ...textOpeners, json: openDocument, parquet: openParquet };

/**
 * Opens a verified file so that every line of it is a header, a record or a reject.
 *
 * @throws {UserError} If the file is damaged, or lacks a column that its kind needs.
 */
export async function openFile(
  reader: FileReader,
  delivery: VerifiedDelivery,
  source: SourceSettings,
): Promise<OpenedFile> {
  const opened = isEmpty(delivery)
    ? undefined
    : await openers[delivery.format](delivery, source, reader);
  if (opened === undefined) return emptyFile;
  assertColumns(delivery, source, opened.records);
  return opened;
}

/**
 * Opens a verified text of lines, without a database.
 *
 * @throws {UserError} If the file lacks a column that its kind needs.
 */
export async function openText(
  delivery: VerifiedDelivery & { format: 'csv' | 'ndjson' },
  source: SourceSettings,
  reader: Pick<FileReader, 'bytes'>,
): Promise<OpenedFile> {
  const opened = isEmpty(delivery)
    ? undefined
    : await textOpeners[delivery.format](delivery, source, reader);
  if (opened === undefined) return emptyFile;
  assertColumns(delivery, source, opened.records);
  return opened;
}

/** A file without content, not even a header. */
const emptyFile: OpenedFile = {
  records: {
    form: 'columns',
    file: '',
    columns: [],
    sql: 'select cast(null as bigint) as line_number where false',
  },
  lines: 0,
  headers: 0,
  copies: [],
};

/** Tells whether a file holds nothing, or a byte order mark only. */
function isEmpty({ bytes, format, hasByteOrderMark }: VerifiedDelivery): boolean {
  return bytes === 0 || (format !== 'parquet' && hasByteOrderMark && bytes === 3);
}

function assertColumns(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  records: DeliveredRecords,
): void {
  if (records.form !== 'columns' || source.ownPreset?.root !== undefined) return;
  const names = records.columns.map(({ name }) => name);
  const wanted = missingNames(source, names).map((delivered) => {
    const nearest = nearestName(delivered[0]!, names);
    return `${delivered.map(quotedText).join(' or ')}${nearest === undefined ? '' : ` (did you mean ${quotedText(nearest)}?)`}`;
  });
  if (wanted.length === 0) return;
  throw refusal(
    `${delivery.name}${delivery.format === 'csv' ? ', line 1' : ''}`,
    `there is no column ${wanted.join(', ')}; found: ${listNames(names)}`,
    kindTable[source.kind].delivered
      .map(({ name, isRequired }) => (isRequired ? name : `${name} (optional)`))
      .join(', '),
    hasOtherDelimiter(names)
      ? `Name the character between the columns with delimiter: in the source of ${source.kind} in imbill.yaml`
      : `Map the names with columns: in the source of ${source.kind} in imbill.yaml, or deliver the file with a header`,
  );
}

/** Lists the columns that a file lacks, each by the names that it may have. */
function missingNames(source: SourceSettings, names: readonly string[]): string[][] {
  const { missing } = mapColumns(source, names);
  const { ownPreset, columns } = source;
  const rules = (ownPreset?.only ?? []).filter(({ path }) => !names.includes(path));
  const isNamed = (name: string) =>
    columns[name] !== undefined || ownPreset?.columns[name] !== undefined;
  return [
    ...missing.map((name) => (isNamed(name) ? deliveredNames(source, name) : [name])),
    ...rules.map(({ path }) => [path]),
  ];
}

/** Lists the names of a header; of very many the first ones. */
function listNames(names: readonly string[]): string {
  const listed = names.slice(0, 50).map((name) => quotedText(name.slice(0, 200)));
  return `${listed.join(', ')}${names.length > 50 ? ` and ${names.length - 50} more` : ''}`;
}

function hasOtherDelimiter(names: readonly string[]): boolean {
  return names.length === 1 && /[;\t|]/.test(names[0] ?? '');
}
