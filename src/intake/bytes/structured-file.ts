import type { TextProfile } from './text-profile.ts';
import type { VerifiedDelivery } from './verify-delivery.ts';
/** A text file of which every line is known to be a header, a record that DuckDB reads, or a reject. */
export interface StructuredFile {
  /** File for DuckDB to read: the delivered content as it is, or a cleaned copy of its good records. */
  readPath: string;
  /** True if each record of `readPath` begins with its physical line number. */
  hasLineNumbers: boolean;
  /** Lines of the delivered file before the first record of `readPath`, for records without line numbers. */
  linesBefore: number;
  /** Column names as delivered; none for NDJSON and for a CSV file without content. */
  header: string[];
  /** Records: `headers` + good ones + `structuralRejects`. A legal quoted line break makes no new one. */
  lines: number;
  /** The first line and its byte-identical repetitions; 0 for NDJSON. */
  headers: number;
  structuralRejects: number;
  /** CSV file of the bad lines (see rejects-file.ts); absent where there are none. */
  rejectsPath?: string;
}

/** Tells whether a text has only plain lines: UTF-8 that ends in LF, none empty or too long. */
export function hasPlainLines(profile: TextProfile): boolean {
  return (
    profile.isUtf8 &&
    !profile.hasCarriageReturn &&
    !profile.hasNul &&
    !profile.hasByteOrderMark &&
    !profile.hasInnerByteOrderMark &&
    !profile.hasEmptyLine &&
    !profile.hasOverlongLine
  );
}

/** Returns a file that DuckDB reads as it is; a CSV file without a header has no lines. */
export function asItIs(
  { contentPath, lines, lineShift = 0 }: VerifiedDelivery,
  header?: string[],
): StructuredFile {
  const hasContent = header === undefined || header.length > 0;
  const headers = header !== undefined && hasContent ? 1 : 0;
  return {
    readPath: contentPath,
    hasLineNumbers: false,
    linesBefore: headers + lineShift,
    header: header ?? [],
    lines: hasContent ? lines : 0,
    headers,
    structuralRejects: 0,
  };
}

/** Sizes in bytes; the defaults are those of the product, tests hand in small ones. */
export interface StructureLimits {
  chunkBytes: number;
  /** Longest record, without its line end. Must be that of the verification. */
  maxRecordBytes: number;
  /** Bytes that may be read again behind quotes that are never closed. */
  maxRescannedBytes: number;
}

export const productLimits: StructureLimits = {
  chunkBytes: 4 * 1024 * 1024,
  maxRecordBytes: 1024 * 1024,
  maxRescannedBytes: 256 * 1024 * 1024,
};

/** Reasons of rejected lines that CSV and NDJSON share. */
export const reasons = {
  empty: 'line is empty',
  nul: 'holds a NUL byte',
  separator: 'holds a byte 0x01',
  carriageReturn: 'carriage return that does not end the line',
  notUtf8: 'is not UTF-8; set encoding in the source if the file is GBK',
  overlong: (maxRecordBytes: number) => `longer than ${maxRecordBytes} bytes`,
} as const;
