import {
  Bool,
  type Data,
  DateDay,
  Decimal,
  Field,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';

/** Writes an Arrow stream as Spark does: one column of each type that imbill's queries have. */
export function arrowStream(
  rows: {
    name: string | null;
    count: bigint | null;
    /** Unscaled value of a decimal(38, 9). */
    quantity: bigint | null;
    /** Days since 1970. */
    day: number | null;
    /** Microseconds since 1970. */
    at: bigint | null;
    isTrue: boolean | null;
  }[],
): Uint8Array {
  const columns = {
    name: vectorFromArray(
      rows.map((row) => row.name),
      new Utf8(),
    ).data[0]!,
    count: makeData({
      type: new Int64(),
      ...nulls(rows.map((row) => row.count)),
      data: BigInt64Array.from(rows, (row) => row.count ?? 0n),
    }),
    quantity: makeData({
      type: new Decimal(9, 38, 128),
      ...nulls(rows.map((row) => row.quantity)),
      data: Uint32Array.from(rows.flatMap((row) => words(row.quantity ?? 0n))),
    }),
    day: makeData({
      type: new DateDay(),
      ...nulls(rows.map((row) => row.day)),
      data: Int32Array.from(rows, (row) => row.day ?? 0),
    }),
    at: makeData({
      type: new TimestampMicrosecond(),
      ...nulls(rows.map((row) => row.at)),
      data: BigInt64Array.from(rows, (row) => row.at ?? 0n),
    }),
    is_true: vectorFromArray(
      rows.map((row) => row.isTrue),
      new Bool(),
    ).data[0]!,
  };
  return streamOf(columns, rows.length);
}

/** Writes columns of one length as an Arrow stream of one batch. */
export function streamOf(columns: Readonly<Record<string, Data>>, length: number): Uint8Array {
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
  const data = makeData({ type: new Struct(fields), length, children: Object.values(columns) });
  return tableToIPC(new Table([new RecordBatch(new Schema(fields), data)]), 'stream');
}

function nulls(values: readonly unknown[]) {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, row) => {
    if (value !== null) nullBitmap[row >> 3]! |= 1 << (row & 7);
  });
  const nullCount = values.filter((value) => value === null).length;
  return { length: values.length, nullCount, nullBitmap };
}

/** Returns the four words of a decimal's unscaled value, in two's complement, the lowest first. */
export function words(value: bigint): number[] {
  const bits = BigInt.asUintN(128, value);
  return [0n, 32n, 64n, 96n].map((shift) => Number((bits >> shift) & 0xffff_ffffn));
}
