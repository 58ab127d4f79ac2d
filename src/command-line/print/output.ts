import type { Progress } from '../../base/progress.ts';
import { visibleJson, visibleLines } from '../../base/visible-characters.ts';
import type { StandardOutput } from '../../exports/destination.ts';

/** Streams of a command; handed in, so that a test can read them. */
export interface Output extends StandardOutput {
  /** Writes messages that are not the result to stderr. */
  say(text: string): void;
  /** Tells that a command begins whose arguments are in order; absent = nobody wants to know. */
  begin?(command: string): void;
  /** Writes the error that ends a command to stderr; absent = `say` does. */
  fail?(message: string, exitCode: number): void;
  /** How the user calls imbill, such as `npx imbill`; absent = `imbill`. */
  call?: string;
  /** Writes how imbill is called into a text for people; absent = texts stay as they are. */
  named?(text: string): string;
  progress: Progress;
  /** Size of the terminal that stdout is; absent if stdout is a file or a pipe. */
  terminal?: { columns: number } | undefined;
  stdin?: NodeJS.ReadableStream & { isTTY?: boolean };
}

/** Prints one JSON document on stdout. Counts are numbers, amounts and quantities text. */
export function printJson(output: Output, document: unknown): void {
  const text = JSON.stringify(
    document,
    (_, value) => (typeof value === 'bigint' ? Number(value) : value),
    2,
  );
  output.result(`${visibleJson(text)}\n`);
}

/** Prints text for people on stdout, without characters that control the terminal. */
export function printText(output: Output, text: string): void {
  output.result(visibleLines(output.named?.(text) ?? text));
}
