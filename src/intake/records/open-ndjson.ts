import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import type { FileReader, OpenedFile } from './opened-file.ts';
import type { SourceSettings } from './source-settings.ts';
import { openedText, textRows } from './text-reader.ts';

/** Opens an NDJSON file: each line is a record. */
export async function openNdjson(
  delivery: VerifiedDelivery,
  _source: SourceSettings,
  { bytes }: Pick<FileReader, 'bytes'>,
): Promise<OpenedFile> {
  const file = await bytes.structureNdjson(delivery);
  const { hasLineNumbers } = file;
  return openedText(file, {
    key: JSON.stringify({ hasLineNumbers }),
    recordsOf(paths, lineNumber) {
      const reader = textRows(paths, {
        options: "header = false, delim = chr(1), quote = '', escape = ''",
        columns: hasLineNumbers ? ['line_number', 'line'] : ['line'],
      });
      const sql = `select ${lineNumber} as line_number, line from ${reader}`;
      return { form: 'json', isDocument: false, sql };
    },
  });
}
