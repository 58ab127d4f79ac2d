import {
  DateDay,
  Decimal,
  Int64,
  makeData,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { streamOf, words } from './arrow-stream.ts';
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
  return {
    responseType: {
      case: 'arrowBatch',
      value: { data: streamOf(columns, length), rowCount: BigInt(length) },
    },
  };
}
