import {
  type Data,
  DataType,
  type RecordBatch,
  RecordBatchReader,
  type Vector,
} from 'apache-arrow';

/** Exact value of a column: decimals, days and instants are text, 64-bit integers are bigint. */
export type ExactValue = string | bigint | number | boolean | null;

/** Row of a result, by column name. */
export type ExactRow = Record<string, ExactValue>;

/**
 * Reads the rows of an Arrow stream without a loss: apache-arrow alone would hand out instants as floating
 * milliseconds and decimals as words.
 *
 * Instants (without a zone) are `YYYY-MM-DD HH:MM:SS.ffffff`.
 *
 * @param only Columns to read; all where absent.
 * @throws {Error} If a column has another type than imbill's queries have.
 */
export function readExactRows(stream: Uint8Array, only?: readonly string[]): ExactRow[] {
  return [...RecordBatchReader.from(stream)].flatMap((batch) => rowsOfBatch(batch, only));
}

function rowsOfBatch(batch: RecordBatch, only: readonly string[] | undefined): ExactRow[] {
  const columns = batch.schema.fields.flatMap(({ name }, index) =>
    only === undefined || only.includes(name)
      ? [{ name, read: readerOf(batch.getChildAt(index)!, batch.data.children[index]!) }]
      : [],
  );
  return Array.from({ length: batch.numRows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, read }) => [name, read(row)])),
  );
}

function readerOf(vector: Vector, { type, values }: Data): (row: number) => ExactValue {
  const unlessNull =
    (read: (row: number) => ExactValue) =>
    (row: number): ExactValue =>
      vector.get(row) === null ? null : read(row);
  if (DataType.isDecimal(type))
    return unlessNull((row) => decimalText(vector.get(row) as Uint32Array, type.scale));
  if (DataType.isDate(type)) return unlessNull((row) => dayText((values as Int32Array)[row]!));
  if (DataType.isTimestamp(type) && type.unit === 2)
    return unlessNull((row) => instantText((values as BigInt64Array)[row]!));
  if (DataType.isInt(type) || DataType.isBool(type) || DataType.isUtf8(type))
    return (row) => vector.get(row) as ExactValue;
  throw new Error(`A result of Spark has a column of type ${type}`);
}

/** Reads 128 bits, two's complement, lowest word first. */
function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n;
  for (const word of [...words].reverse()) value = (value << 32n) | BigInt(word);
  const signed = BigInt.asIntN(128, value);
  const digits = (signed < 0n ? -signed : signed).toString().padStart(scale + 1, '0');
  const sign = signed < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const dayMilliseconds = 86_400_000;

function dayText(days: number): string {
  return new Date(days * dayMilliseconds).toISOString().slice(0, 10);
}

function instantText(microseconds: bigint): string {
  const fraction = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = (microseconds - fraction) / 1_000_000n;
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${text}.${fraction.toString().padStart(6, '0')}`;
}
