import { quotedText } from '../../base/visible-characters.ts';
import { refusal } from './refusal.ts';
import { memberOf } from './zip-name.ts';

export type FileFormat = 'csv' | 'ndjson' | 'json' | 'parquet';
export type FileCompression = 'none' | 'gzip' | 'zstd';

/** Formats that an entry of imbill.yaml can name. */
export const entryFormats = ['csv', 'ndjson', 'json', 'parquet', 'access-log'] as const;
export type EntryFormat = (typeof entryFormats)[number];

/** Format and compression of a delivered file. */
export interface DeliveredFormat {
  format: FileFormat;
  compression: FileCompression;
  /** Character between its columns that the extension tells. */
  delimiter?: string;
}

const formats: Record<string, FileFormat> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.parquet': 'parquet',
};

const compressions: Record<string, FileCompression> = { '.gz': 'gzip', '.zst': 'zstd' };

/**
 * Tells the format and compression of a delivered file by its extension, in any case. `.json` is one JSON
 * document, `.ndjson` and `.jsonl` hold one a line. Lines of an access log become NDJSON.
 *
 * @param name Workspace-relative path, for the message.
 * @param given Format that its entry names: the extension then only tells the compression.
 * @throws {UserError} If the extension is none of the accepted ones.
 */
export function deliveredFormat(name: string, given?: EntryFormat): DeliveredFormat {
  const { fileName, plainName, compression } = compressionOf(name);
  const told = extension(plainName);
  const format = given === 'access-log' ? 'ndjson' : (given ?? own(formats, told));
  if (format === undefined) throw unknownExtension(name, plainName, fileName);
  const tab = told === '.tsv' && format === 'csv' ? { delimiter: '\t' } : {};
  return { format, compression, ...tab };
}

/** Tells whether the bytes of a file are those of its content, by its name. */
export function isCompressed(name: string): boolean {
  return compressionOf(name).compression !== 'none' || memberOf(name) !== undefined;
}

/** Tells whether a file is a workbook of Excel or LibreOffice, by its extension in any case. */
export function isWorkbook(name: string): boolean {
  return /\.(xlsx|xlsm|xlsb|xls|ods)$/i.test(name);
}

/** Returns the name of a file without folders, in lower case, and without the extension of its compression. */
function compressionOf(name: string): {
  fileName: string;
  plainName: string;
  compression: FileCompression;
} {
  const label = memberOf(name)?.member ?? name;
  const fileName = label.slice(label.lastIndexOf('/') + 1).toLowerCase();
  const compressedBy = extension(fileName);
  const compression = own(compressions, compressedBy);
  if (compression === undefined) return { fileName, plainName: fileName, compression: 'none' };
  return { fileName, plainName: fileName.slice(0, -compressedBy.length), compression };
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
  const isNested = extension(plainName) === '.zip' && memberOf(name) !== undefined;
  const isSheet = isWorkbook(plainName);
  return refusal(
    name,
    isNested
      ? 'the zip file holds a zip file'
      : isSheet
        ? 'the file is a workbook'
        : seen === ''
          ? 'the file has no extension'
          : `the extension is ${quotedText(seen)}`,
    `${Object.keys(formats).join(', ')}, each also with ${Object.keys(compressions).join(' or ')} or in a .zip`,
    isNested
      ? 'Unpack it, and deliver the files in it'
      : isSheet
        ? 'Open it in Excel, save each sheet as "CSV UTF-8", and deliver these files'
        : "Name the format with format: in the source in imbill.yaml, rename the file, or narrow the source's files: so that it does not match",
  );
}
