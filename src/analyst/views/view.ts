/** A query of an analyst, as its file holds it. */
export interface View {
  /** Name of the view: the file's name without `.sql`. */
  name: string;
  /** Path relative to the workspace, with `/`. */
  path: string;
  /** Text without a byte order mark. */
  text: string;
}

/** The reason why a file is no view of the snapshot. */
export interface ViewProblem {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** Line from 1; null = the whole file. */
  line: number | null;
  /** Column from 1, in characters. */
  column: number | null;
  message: string;
}

/** Builds the problem of a whole file. */
export function problemOf(path: string, message: string): ViewProblem {
  return { path, line: null, column: null, message: shorten(message) };
}

/**
 * Builds the problem at one place of a file.
 *
 * @param byteOffset Bytes into the text as UTF-8, from 0; absent or outside = the whole file.
 */
export function problemAt(
  { path, text }: View,
  byteOffset: number | undefined,
  message: string,
): ViewProblem {
  const bytes = Buffer.from(text);
  if (byteOffset === undefined || byteOffset > bytes.length) return problemOf(path, message);
  const before = bytes.subarray(0, byteOffset).toString().split('\n');
  const column = [...(before.at(-1) ?? '')].length + 1;
  return { path, line: before.length, column, message: shorten(message) };
}

const mostCharacters = 2000;

/** Shortens a message of DuckDB, which can be as long as the query. */
function shorten(message: string): string {
  const characters = [...message];
  if (characters.length <= mostCharacters) return message;
  return `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
