import { Code, ConnectError } from '@connectrpc/connect';
import {
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { overflows, samples } from '../parity.ts';
import type { Step } from './fake-spark.ts';

const overflow = new ConnectError('[ARITHMETIC_OVERFLOW] too large', Code.Internal);

/** Answers of a server that passes the check of a session. */
export const preparedAnswers: Record<string, Step[]> = Object.fromEntries([
  ...overflows.map((query): [string, Step[]] => [query, [overflow]]),
  ...samples.map(({ query, expected }): [string, Step[]] => [query, [answerOf(expected)]]),
]);

function answerOf(text: string): Step {
  const answer = vectorFromArray([text], new Utf8()).data[0]!;
  const fields = [new Field('answer', answer.type, true)];
  const data = makeData({ type: new Struct(fields), length: 1, children: [answer] });
  const table = new Table([new RecordBatch(new Schema(fields), data)]);
  return {
    responseType: {
      case: 'arrowBatch',
      value: { data: tableToIPC(table, 'stream'), rowCount: 1n },
    },
  };
}
