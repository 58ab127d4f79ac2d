import type { Progress } from '../base/progress.ts';
import { visibleJson, visibleLines } from '../base/visible-characters.ts';

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
  const text = JSON.stringify(
    document,
    (_, value) => (typeof value === 'bigint' ? Number(value) : value),
    2,
  );
  output.result(`${visibleJson(text)}\n`);
}

/** Text for people on stdout: nothing in it but line feeds steers the terminal. */
export function printText(output: Output, text: string): void {
  output.result(visibleLines(text));
}
