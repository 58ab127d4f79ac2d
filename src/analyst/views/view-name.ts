import { basename } from 'node:path';

const mostCharacters = 63;

/**
 * Name of the view that a file is, the same for composed and decomposed letters.
 *
 * @param path With `/`; ends in `.sql`, in any case.
 */
export function viewName(path: string): string {
  return basename(path).slice(0, -'.sql'.length).normalize('NFC');
}

/** What is wrong with a name, or undefined: a query should name a view without quotes. */
export function nameProblem(name: string): string | undefined {
  if (/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && [...name].length <= mostCharacters)
    return undefined;
  return `The file's name is none of a view.\nAccepted: letters, digits and _, no digit first, at most ${mostCharacters}, then .sql; such as ${suggested(name)}.sql.`;
}

function suggested(name: string): string {
  const words = name.match(/[\p{L}\p{M}\p{N}]+/gu)?.join('_') ?? '';
  const first = /^\p{N}/u.test(words) ? `model_${words}` : words;
  return [...first].slice(0, mostCharacters).join('') || 'daily_report';
}

/** Names compare as DuckDB compares them: without regard to case. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}
