import { quotedText } from '../../base/visible-characters.ts';
import { refusal } from './refusal.ts';

export type FileFormat = 'csv' | 'ndjson' | 'json' | 'parquet';
export type FileCompression = 'none' | 'gzip' | 'zstd';

/** Format and compression of a delivered file. */
export interface DeliveredFormat {
  format: FileFormat;
  compression: FileCompression;
}

const formats: Record<string, FileFormat> = {
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.parquet': 'parquet',
};

const compressions: Record<string, FileCompression> = { '.gz': 'gzip', '.zst': 'zstd' };

/**
 * Tells the format and compression of a delivered file by its extension, in any case. `.json` is one JSON
 * document, `.ndjson` and `.jsonl` hold one a line.
 *
 * @param name Workspace-relative path, for the message.
 * @throws {UserError} If the extension is none of the accepted ones.
 */
export function deliveredFormat(name: string): DeliveredFormat {
  const fileName = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  const compressedBy = extension(fileName);
  const compression = own(compressions, compressedBy);
  const plainName = compression === undefined ? fileName : fileName.slice(0, -compressedBy.length);
  const format = own(formats, extension(plainName));
  if (format === undefined) throw unknownExtension(name, plainName, fileName);
  return { format, compression: compression ?? 'none' };
}

function extension(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot === -1 ? '' : fileName.slice(dot);
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function unknownExtension(name: string, plainName: string, fileName: string): Error {
  const seen = extension(plainName) + fileName.slice(plainName.length);
  return refusal(
    name,
    seen === '' ? 'the file has no extension' : `the extension is ${quotedText(seen)}`,
    `${Object.keys(formats).join(', ')}, each also with ${Object.keys(compressions).join(' or ')}`,
    "Rename the file, or narrow the source's files: in imbill.yaml so that it does not match",
  );
}
