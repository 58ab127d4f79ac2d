import { ByteWindow } from './byte-window.ts';
import { readHeader, singleLineIndexes } from './clean-csv.ts';
import { parseCsvHeader } from './csv-header.ts';
import { productLimits } from './structured-file.ts';
import type { VerifiedDelivery } from './verify-delivery.ts';

/** The first line of a CSV file. */
export interface CsvFirstLine {
  /** Text without byte order marks and line end. */
  text: string;
  /** True if a line break within quotes is wrong in every column. */
  isSingleLine: boolean;
}

/**
 * Reads the header of a CSV file.
 *
 * @param singleLineColumns Columns in which a line break within quotes is wrong, see `structureCsv`.
 * @throws {UserError} If the header is wrong, as `structureCsv` does.
 */
export async function readCsvFirstLine(
  delivery: VerifiedDelivery,
  singleLineColumns: readonly string[],
): Promise<CsvFirstLine> {
  const limits = productLimits;
  const { contentPath, delimiter, name } = delivery;
  const window = await ByteWindow.open(
    contentPath,
    limits.maxRecordBytes + 4,
    64 * 1024,
    delivery.bytes,
  );
  try {
    const bytes = await readHeader({ window, delimiter, delivery, limits });
    const text = bytes.toString('utf8');
    const header = parseCsvHeader(text, delimiter, name);
    const isSingleLine = singleLineIndexes(singleLineColumns, header).size === header.length;
    return { text, isSingleLine };
  } finally {
    await window.close();
  }
}
