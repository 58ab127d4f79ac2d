import type { Progress } from '../../base/progress.ts';
import { visibleJson } from '../../base/visible-characters.ts';
import type { StandardOutput } from '../../exports/destination.ts';
import { layOut, type Part } from '../../terminal/layout.ts';
import { type Room, wholeRoom } from '../../terminal/table.ts';

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
  /** Size of the terminal that stderr is; absent if stderr is a file or a pipe. */
  errorTerminal?: { columns: number } | undefined;
  /** Width and colours of stdout; absent = lines and tables stay whole. */
  room?: Room;
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

/** Prints text for people on stdout: as wide as the terminal, without characters that control it. */
export function printText(output: Output, text: string | readonly Part[]): void {
  const parts = typeof text === 'string' ? [text.replace(/\n$/, '')] : text;
  const { named } = output;
  const shown = named === undefined ? parts : parts.map((part) => withNames(part, named));
  const laidOut = layOut(shown, output.room ?? wholeRoom);
  const isOpen = typeof text === 'string' && !text.endsWith('\n');
  output.result(isOpen ? laidOut.slice(0, -1) : laidOut);
}

/** Names commands in a part; the cells of tables are data. */
function withNames(part: Part, named: (text: string) => string): Part {
  if (typeof part === 'string') return named(part);
  return 'text' in part ? { ...part, text: named(part.text) } : part;
}
