import { RefusedQuery } from '../../duckdb/safe-select.ts';

/**
 * Refuses a query that lacks a parameter, and parameters that it does not name.
 *
 * @param named Names in the query, without the `$`; a `?` is named by its number.
 * @throws {RefusedQuery} With all missing and all unknown parameters.
 */
export function checkParameters(
  named: readonly string[],
  given: Readonly<Record<string, string>>,
): void {
  const missing = named.filter((name) => !Object.hasOwn(given, name));
  const unknown = Object.keys(given).filter((name) => !named.includes(name));
  if (missing.length === 0 && unknown.length === 0) return;
  const lines = [
    ...missing.map((name) => `The query names $${name}, but it has no value.`),
    ...unknown.map(
      (name) => `A value was given for ${name}, and the query does not name $${name}.`,
    ),
    `Accepted: ${named.length === 0 ? 'no parameter' : named.map((name) => `--param ${name}=…`).join(' ')}.`,
  ];
  throw new RefusedQuery(lines.join('\n'));
}
