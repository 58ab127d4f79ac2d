import { basename } from 'node:path';

const mostCharacters = 63;

/**
 * Returns the name of a file's view, equal for composed and decomposed letters.
 *
 * @param path Path with `/` that ends in `.sql`, in any case.
 */
export function viewName(path: string): string {
  return basename(path).slice(0, -'.sql'.length).normalize('NFC');
}

/** Describes the problem of a name; undefined if there is none. A query should name a view without quotes. */
export function nameProblem(name: string): string | undefined {
  if (/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && [...name].length <= mostCharacters)
    return undefined;
  return `The file's name cannot be a view's.\nAccepted: letters, digits and _, no digit first, at most ${mostCharacters}, then .sql; such as ${suggestName(name)}.sql.`;
}

function suggestName(name: string): string {
  const words = name.match(/[\p{L}\p{M}\p{N}]+/gu)?.join('_') ?? '';
  const first = /^\p{N}/u.test(words) ? `model_${words}` : words;
  return [...first].slice(0, mostCharacters).join('') || 'daily_report';
}

/** Returns a key that ignores capitals, like DuckDB. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}
