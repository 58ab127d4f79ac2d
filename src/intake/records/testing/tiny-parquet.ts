import { crc32 } from 'node:zlib';

/** A column of text. A list a row where `repetition` gives a level for each value. */
export interface TinyColumn {
  name: string;
  values: string[];
  repetition?: number[];
  /** Faults of a file that must be refused. */
  wrong?: { checksum?: boolean; pageValues?: number; chunkValues?: number };
  hasChecksum?: boolean;
}

/**
 * Builds a Parquet file of one row group, with one uncompressed page a column. Everything can be wrong in it:
 * DuckDB writes neither checksums nor damaged files.
 */
export function tinyParquet(columns: readonly TinyColumn[], rows: number): Buffer {
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let offset = 4;
  const chunks = columns.map((column) => {
    const page = pageOf(column);
    const chunk = chunkOf(column, offset, page.length);
    parts.push(page);
    offset += page.length;
    return chunk;
  });
  const group = struct([1, list(12, chunks)], [2, integer(offset)], [3, integer(rows)]);
  const root = struct([4, text('schema')], [5, small(columns.length)]);
  const footer = struct(
    [1, small(1)],
    [2, list(12, [root, ...columns.flatMap(schemaOf)])],
    [3, integer(rows)],
    [4, list(12, [group])],
  ).bytes;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')]);
}

const byteArray = 6;
const utf8 = 0;
const listType = 3;
const repetition = { required: 0, repeated: 2 } as const;

function schemaOf({ name, repetition: levels }: TinyColumn): Field[] {
  const leaf = (name: string) =>
    struct(
      [1, small(byteArray)],
      [3, small(repetition.required)],
      [4, text(name)],
      [6, small(utf8)],
    );
  if (levels === undefined) return [leaf(name)];
  return [
    struct([3, small(repetition.required)], [4, text(name)], [5, small(1)], [6, small(listType)]),
    struct([3, small(repetition.repeated)], [4, text('list')], [5, small(1)]),
    leaf('element'),
  ];
}

function pageOf(column: TinyColumn): Buffer {
  const { values, repetition: levels, wrong = {}, hasChecksum = false } = column;
  const plain = values.map((value) => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  const prefix = levels === undefined ? [] : [runs(levels), runs(values.map(() => 1))];
  const body = Buffer.concat([...prefix, ...plain]);
  const checksum = crc32(body) ^ (wrong.checksum ? 1 : 0);
  const header = struct(
    [1, small(0)],
    [2, small(body.length)],
    [3, small(body.length)],
    ...(hasChecksum ? [[4, small(checksum | 0)] as const] : []),
    [
      5,
      struct(
        [1, small(wrong.pageValues ?? values.length)],
        [2, small(0)],
        [3, small(3)],
        [4, small(3)],
      ),
    ],
  );
  return Buffer.concat([header.bytes, body]);
}

/** Levels of one bit in the RLE encoding, a run each, behind their length. */
function runs(levels: readonly number[]): Buffer {
  const bytes = Buffer.from(levels.flatMap((level) => [2, level]));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function chunkOf(column: TinyColumn, offset: number, bytes: number): Field {
  const { name, values, repetition: levels, wrong = {} } = column;
  const path = levels === undefined ? [name] : [name, 'list', 'element'];
  const metadata = struct(
    [1, small(byteArray)],
    [2, list(5, [small(0), small(3)])],
    [3, list(8, path.map(text))],
    [4, small(0)],
    [5, integer(wrong.chunkValues ?? values.length)],
    [6, integer(bytes)],
    [7, integer(bytes)],
    [9, integer(offset)],
  );
  return struct([2, integer(offset)], [3, metadata]);
}

interface Field {
  type: number;
  bytes: Buffer;
}

function struct(...fields: (readonly [number, Field])[]): Field {
  let before = 0;
  const bytes = fields.map(([id, { type, bytes }]) => {
    const head = Buffer.from([((id - before) << 4) | type]);
    before = id;
    return Buffer.concat([head, bytes]);
  });
  return { type: 12, bytes: Buffer.concat([...bytes, Buffer.from([0])]) };
}

function list(type: number, items: readonly Field[]): Field {
  const head = items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, items.length];
  return { type: 9, bytes: Buffer.concat([Buffer.from(head), ...items.map(({ bytes }) => bytes)]) };
}

function text(value: string): Field {
  const bytes = Buffer.from(value);
  return { type: 8, bytes: Buffer.concat([varint(bytes.length), bytes]) };
}

const small = (value: number): Field => ({ type: 5, bytes: varint(zigzag(value)) });
const integer = (value: number): Field => ({ type: 6, bytes: varint(zigzag(value)) });

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
