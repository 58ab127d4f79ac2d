import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import type { FileReader, OpenedFile } from './opened-file.ts';
import type { SourceSettings } from './source-settings.ts';
import { openedText, textRows } from './text-reader.ts';

/** Opens an NDJSON file: each line is a record. */
export async function openNdjson(
  delivery: VerifiedDelivery,
  _source: SourceSettings,
  { bytes }: FileReader,
): Promise<OpenedFile> {
  const file = await bytes.structureNdjson(delivery);
  const { hasLineNumbers } = file;
  const reader = textRows(file.readPath, {
    options: "header = false, delim = chr(1), quote = '', escape = ''",
    columns: hasLineNumbers ? ['line_number', 'line'] : ['line'],
  });
  const number = hasLineNumbers
    ? 'cast(line_number as bigint)'
    : `row_number() over () + ${file.linesBefore}`;
  const sql = `select ${number} as line_number, line from ${reader}`;
  return openedText(file, { form: 'json', isDocument: false, sql });
}
