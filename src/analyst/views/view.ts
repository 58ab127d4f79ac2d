/** A query of the analyst's own, as its file holds it. */
export interface View {
  /** Of the view: the file's name without `.sql`. */
  name: string;
  /** Relative to the workspace, with `/`. */
  path: string;
  /** Without a byte order mark. */
  text: string;
}

/** Why a file is no view of the snapshot. */
export interface ViewProblem {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** From 1; null where the whole file is meant. */
  line: number | null;
  /** In characters, from 1. */
  column: number | null;
  message: string;
}

/** What is wrong with a file as a whole. */
export function problemOf(path: string, message: string): ViewProblem {
  return { path, line: null, column: null, message: shortened(message) };
}

/**
 * What is wrong at one place of a file.
 *
 * @param byteOffset Into the text as UTF-8, from 0; the whole file where it is absent or outside.
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
  return { path, line: before.length, column, message: shortened(message) };
}

const mostCharacters = 2000;

/** DuckDB says what it saw, however long that is. */
function shortened(message: string): string {
  const characters = [...message];
  if (characters.length <= mostCharacters) return message;
  return `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
