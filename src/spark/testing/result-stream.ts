import {
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
import type { Step } from './fake-spark.ts';

/** Row of a metric, as a test writes it. */
export interface ResultRow {
  appId: string;
  metric: string;
  /** `YYYY-MM-DD`. */
  day: string;
  /** Whole number. */
  quantity: number;
}

/** Returns a batch of rows of metrics, as Spark sends it. */
export function resultBatch(rows: readonly ResultRow[]): Step {
  const { length } = rows;
  const texts = (read: (row: ResultRow) => string) =>
    vectorFromArray(rows.map(read), new Utf8()).data[0]!;
  const words = (value: bigint) =>
    [0n, 32n, 64n, 96n].map((shift) => Number((value >> shift) & 0xffff_ffffn));
  const columns = {
    app_id: texts(({ appId }) => appId),
    metric: texts(({ metric }) => metric),
    usage_date: makeData({
      type: new DateDay(),
      length,
      data: Int32Array.from(rows, ({ day }) => Date.parse(day) / 86_400_000),
    }),
    numerator: makeData({
      type: new Decimal(9, 38, 128),
      length,
      data: Uint32Array.from(
        rows.flatMap(({ quantity }) => words(BigInt(quantity) * 1_000_000_000n)),
      ),
    }),
    denominator: makeData({
      type: new Int64(),
      length,
      data: BigInt64Array.from(rows, () => 1n),
    }),
    peak_at: makeData({
      type: new TimestampMicrosecond(),
      length,
      nullCount: length,
      nullBitmap: new Uint8Array(Math.ceil(length / 8)),
      data: new BigInt64Array(length),
    }),
  };
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
  const data = makeData({ type: new Struct(fields), length, children: Object.values(columns) });
  const table = new Table([new RecordBatch(new Schema(fields), data)]);
  return {
    responseType: {
      case: 'arrowBatch',
      value: { data: tableToIPC(table, 'stream'), rowCount: BigInt(length) },
    },
  };
}
