import { createReadStream } from 'node:fs';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { wholeText } from '../../duckdb/file-rows.ts';
import { refusal } from '../bytes/refusal.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { jsonPath } from './json-records.ts';
import type { FileReader, OpenedFile } from './opened-file.ts';
import { presetOf } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';

/**
 * Opens a file that is one JSON document: its records are the entries of its list, or the document itself.
 *
 * @throws {UserError} If the file is not exactly one JSON object or list. A part of a document says
 *   nothing about the rest, so no part of it is used.
 */
export async function openDocument(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  { database }: FileReader,
): Promise<OpenedFile> {
  if (!delivery.isUtf8) throw notUtf8(delivery);
  const sql = `select cast(1 as bigint) as line_number, ltrim(content, chr(65279)) as line from ${wholeText(delivery.contentPath)}`;
  const { type, lines } = await database.one<{ type: string | null; lines: bigint | null }>(
    linesSql(source, sql),
  );
  if (type === null) throw await malformed(database, delivery, sql);
  if (lines === null) throw neitherObjectNorList(delivery, type);
  const records = { form: 'json', isDocument: true, sql } as const;
  return { records, lines: Number(lines), headers: 0, copies: [] };
}

function linesSql(source: SourceSettings, recordsSql: string): string {
  const lists = (presetOf(source)?.lists ?? [])
    .map(jsonPath)
    .map(
      (path) =>
        `when json_type(line, ${quoted(path)}) = 'ARRAY' then json_array_length(line, ${quoted(path)})`,
    );
  return `select type, cast(case when type = 'ARRAY' then json_array_length(line)
      ${lists.join(' ')} when type = 'OBJECT' then 1 end as bigint) as lines
    from (select line, case when json_valid(line) then json_type(line) end as type from (${recordsSql}))`;
}

const accepted = 'one JSON object or list a file; one object a line in .ndjson or .jsonl';

async function malformed(
  database: Database,
  delivery: VerifiedDelivery,
  recordsSql: string,
): Promise<Error> {
  const error = await database.run(`select json_type(json(line)) from (${recordsSql})`).then(
    () => undefined,
    (caught: Error) => caught,
  );
  const place = /at byte (\d+) of input: (.*?)\.\s/.exec(error?.message ?? '');
  const [, offset = '0', reason = 'unexpected text'] = place ?? [];
  const { bytes } = await database.one<{ bytes: bigint }>(
    `select strlen(line) as bytes from (${recordsSql})`,
  );
  const markBytes = delivery.bytes - Number(bytes);
  const byte = markBytes + Number(offset);
  const isFurther = reason === 'unexpected content after document';
  return refusal(
    `${delivery.name}, line ${await lineOf(delivery, byte)}`,
    `this is not one whole JSON document: ${reason} at byte ${byte + 1}`,
    accepted,
    isFurther
      ? 'If each line is a record, name the file .ndjson; deliver several documents as several files'
      : 'Have the whole file delivered again; nothing of it was used',
    error,
  );
}

async function lineOf({ contentPath }: VerifiedDelivery, byte: number): Promise<number> {
  let line = 1;
  if (byte === 0) return line;
  const before = createReadStream(contentPath, { end: byte - 1 }) as AsyncIterable<Buffer>;
  for await (const chunk of before) {
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) line++;
  }
  return line;
}

function neitherObjectNorList(delivery: VerifiedDelivery, type: string): Error {
  return refusal(
    delivery.name,
    `the JSON document is neither an object nor a list but of the type ${type}`,
    accepted,
    'Have the file delivered again; nothing of it was used',
  );
}

function notUtf8(delivery: VerifiedDelivery): Error {
  return refusal(
    delivery.name,
    'the JSON document is not UTF-8',
    'UTF-8, with or without a byte order mark',
    'Convert the file to UTF-8 and deliver it again',
  );
}
