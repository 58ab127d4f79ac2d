import { ByteWindow } from './byte-window.ts';
import { cleanCsv } from './clean-csv.ts';
import { parseCsvHeader } from './csv-header.ts';
import { physicalLine } from './physical-line.ts';
import {
  asItIs,
  hasPlainLines,
  productLimits,
  type StructuredFile,
  type StructureLimits,
} from './structured-file.ts';
import type { VerifiedDelivery } from './verify-delivery.ts';

/** Options of reading a CSV file. */
export interface CsvOptions {
  /**
   * Columns in which a line break within quotes is wrong, by index from 0 or by name in any case. Names that
   * the file does not have are ignored. By default none.
   */
  singleLineColumns?: readonly (number | string)[];
  /** Makes a cleaned copy even of a file that seems to need none. */
  force?: boolean;
  limits?: Partial<StructureLimits>;
}

/**
 * Makes a CSV file readable for DuckDB so that every line is accounted for: `lines` = `headers` + good records
 * + `structuralRejects`.
 *
 * A plain file is read as it is: UTF-8, no quotes, CR, NUL or byte order mark, no empty or overlong lines, the
 * right number of delimiters in all. DuckDB must still refuse lines with another number of fields; if it does,
 * `force` the copy. Headers that repeat within a plain file count as lines.
 *
 * Any other file is copied: each good record after its `line_number` and the delimiter, LF line ends, no byte
 * order marks, no repeated headers, bad lines in the rejects file. A bad record of several lines costs only its
 * first line: reading goes on with the next one.
 *
 * @throws {UserError} If the header is missing or wrong, or quotes that are never closed would have too much
 *   read again.
 */
export async function structureCsv(
  delivery: VerifiedDelivery,
  options: CsvOptions = {},
): Promise<StructuredFile> {
  const { singleLineColumns = [], force = false } = options;
  const { delimiter } = delivery;
  const limits = { ...productLimits, ...options.limits };
  if (delivery.bytes === (delivery.hasByteOrderMark ? 3 : 0)) return asItIs(delivery, []);
  if (!force && hasPlainLines(delivery) && !delivery.hasQuote) {
    const header = await plainHeader(delivery, limits);
    if (header !== undefined) return asItIs(delivery, header);
  }
  return cleanCsv(delivery, { delimiter, singleLineColumns }, limits);
}

/**
 * Reads the header, if the number of delimiters is right. DuckDB accepts a line with one empty field too many
 * and refuses every other wrong number. Only the sum shows such lines.
 */
async function plainHeader(
  delivery: VerifiedDelivery,
  limits: StructureLimits,
): Promise<string[] | undefined> {
  const { delimiter, delimiters, lines } = delivery;
  const header = parseCsvHeader(await firstLine(delivery, limits), delimiter, delivery.name);
  return delimiters === lines * (header.length - 1) ? header : undefined;
}

async function firstLine(
  { contentPath, bytes }: VerifiedDelivery,
  { maxRecordBytes }: StructureLimits,
): Promise<string> {
  const window = await ByteWindow.open(contentPath, maxRecordBytes + 1, 1024 * 1024, bytes);
  try {
    await window.fill();
    const { start, contentEnd } = physicalLine(window);
    return window.bytes.toString('utf8', start, contentEnd);
  } finally {
    await window.close();
  }
}
