import {
  AsyncByteQueue,
  Field,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from 'apache-arrow';
import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';
import { arrowType } from './arrow-type.ts';
import { arrowData } from './arrow-vector.ts';
import type { Format } from './format.ts';

/**
 * Creates a format of Arrow IPC, as a file or a stream, with one record batch a chunk. Decimals are Decimal128, dates
 * are days, timestamps are in their own unit.
 *
 * Its functions throw a `UserError` (exit 2) for a column that Arrow does not hold exactly.
 */
export function arrowFormat(kind: 'file' | 'stream'): Format {
  const sink = new Collected();
  const writer = kind === 'file' ? new RecordBatchFileWriter() : new RecordBatchStreamWriter();
  let columns: readonly ResultColumn[] = [];
  let schema = new Schema();
  return {
    begin(described) {
      columns = described;
      schema = new Schema(
        columns.map(({ name, type }) => new Field(name, arrowType(type, name), true)),
      );
      writer.reset(sink, schema);
      return sink.take();
    },
    rows(chunk) {
      writer.write(batchOf(schema, columns, chunk));
      return sink.take();
    },
    end() {
      writer.finish();
      return sink.take();
    },
  };
}

function batchOf(schema: Schema, columns: readonly ResultColumn[], chunk: Chunk): RecordBatch {
  const children = columns.map(({ name, type }, index) =>
    arrowData(type, schema.fields[index]!.type, chunk.columns[index]!, name),
  );
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: chunk.rows, nullCount: 0, children }));
}

/** Collects what the writer writes. */
class Collected extends AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  take(): Uint8Array {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return bytes;
  }
}
