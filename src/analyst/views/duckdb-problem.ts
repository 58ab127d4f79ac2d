import { RefusedQuery } from '../../duckdb/safe-select.ts';
import { problemAt, type View, type ViewProblem } from './view.ts';

/** An error of DuckDB with `errors_as_json`. */
interface JsonError {
  exception_type: string;
  exception_message: string;
  position?: string;
}

/**
 * Describes why DuckDB or our own check refuses a view, with the place in the file.
 *
 * @param error Error of a connection with `errors_as_json`, for the unchanged text of the view.
 */
export function duckdbProblem(view: View, error: unknown): ViewProblem {
  const { message } = error as Error;
  if (error instanceof RefusedQuery) return problemAt(view, error.position, message);
  const read = jsonError(message);
  if (read === undefined) return problemAt(view, undefined, message);
  const position = read.position === undefined ? undefined : Number(read.position);
  return problemAt(view, position, `${read.exception_type} Error: ${read.exception_message}`);
}

/** Reads an error. Those of the parser have their type before the JSON, too. */
function jsonError(message: string): JsonError | undefined {
  const start = message.indexOf('{"exception_type"');
  if (start < 0) return undefined;
  try {
    return JSON.parse(message.slice(start)) as JsonError;
  } catch {
    return undefined;
  }
}
