import type { Progress } from '../progress.ts';

/** Where a command writes; handed in, so that a test reads it. */
export interface Output {
  /** Results: text, or the bytes of a binary format. */
  result(text: string | Uint8Array): void;
  /** Resolves once stdout takes more; at once where absent. For results of any length. */
  drained?(): Promise<void>;
  /** Messages that are no result, on stderr. */
  say(text: string): void;
  progress: Progress;
  /** Of the terminal that stdout is; absent where it is a file or a pipe. */
  terminal?: { columns: number } | undefined;
}

/** One JSON document on stdout. Counters are numbers, amounts and quantities text. */
export function printJson(output: Output, document: unknown): void {
  output.result(
    `${JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`,
  );
}
