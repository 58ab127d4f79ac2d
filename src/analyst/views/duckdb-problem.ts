import { RefusedQuery } from '../../duckdb/safe-select.ts';
import { problemAt, type View, type ViewProblem } from './view.ts';

/** What DuckDB says as JSON where `errors_as_json` is set. */
interface JsonError {
  exception_type: string;
  exception_message: string;
  position?: string;
}

/**
 * Why DuckDB, or our own check, does not take a view: the words of whoever refuses it, at their place.
 *
 * @param error Of a connection with `errors_as_json`, for the text of the view as it is.
 */
export function duckdbProblem(view: View, error: unknown): ViewProblem {
  const { message } = error as Error;
  if (error instanceof RefusedQuery) return problemAt(view, error.position, message);
  const read = jsonError(message);
  if (read === undefined) return problemAt(view, undefined, message);
  const position = read.position === undefined ? undefined : Number(read.position);
  return problemAt(view, position, `${read.exception_type} Error: ${read.exception_message}`);
}

/** Errors of the parser have their type before the JSON, too. */
function jsonError(message: string): JsonError | undefined {
  const start = message.indexOf('{"exception_type"');
  if (start < 0) return undefined;
  try {
    return JSON.parse(message.slice(start)) as JsonError;
  } catch {
    return undefined;
  }
}
