import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type {
  FetchedSource,
  FetchProblem,
  FetchProblemCode,
  FetchResult,
} from '../../jobs/fetch.ts';
import { countOf } from '../../money/count-of.ts';
import { type Output, printJson, printText } from './output.ts';

/** Problems of one kind that are printed; `--json` has all. */
const mostShown = 10;

/**
 * Prints what was fetched.
 *
 * @throws {UserError} (exit 3) If an object could not be fetched; the others were.
 */
export function printFetch(result: FetchResult, { json }: { json?: true }, output: Output): void {
  const problems = result.sources.flatMap((source) => source.problems);
  if (!json) printText(output, describeFetch(result));
  else if (problems.length === 0) printJson(output, result);
  if (problems.length === 0) return;
  throw new UserError(describeProblems(problems), exitCodes.badInput, { details: { ...result } });
}

function describeFetch({ sources, dry_run: isDryRun }: FetchResult): string {
  const lines = sources.map((source) => `${describeSource(source, isDryRun)}\n`);
  const files = sources.flatMap(({ fetched }) => fetched);
  const listed = isDryRun
    ? files.map(({ path, bytes }) => `  ${visibleCharacters(path)}  ${bytes}\n`)
    : [];
  return [...lines, ...listed].join('');
}

function describeSource(
  { from, into, known, fetched, left_out }: FetchedSource,
  isDryRun: boolean,
): string {
  const bytes = fetched.reduce((sum, object) => sum + object.bytes, 0);
  const bySize = fetched.filter(({ checked }) => checked === 'size').length;
  const rest = [
    `${known} known before`,
    ...(left_out > 0 ? [`${left_out} left out`] : []),
    ...(bySize > 0 ? [`${bySize} compared by size alone`] : []),
  ];
  return `${isDryRun ? 'Would fetch' : 'Fetched'} ${countOf(fetched.length, 'file')} (${countOf(bytes, 'byte')}) from ${visibleCharacters(from)} into ${visibleCharacters(into)}: ${rest.join(', ')}.`;
}

function describeProblems(problems: readonly FetchProblem[]): string {
  const kinds = Object.entries(texts) as [FetchProblemCode, (typeof texts)[FetchProblemCode]][];
  const found = kinds.flatMap(([code, { what, next }]) => {
    const own = problems.filter((problem) => problem.code === code);
    if (own.length === 0) return [];
    const shown = own.slice(0, mostShown).map(({ key }) => `  ${visibleCharacters(key)}`);
    const more = own.length > mostShown ? [`  and ${own.length - mostShown} more`] : [];
    return [`${what}:`, ...shown, ...more, next];
  });
  return `${countOf(problems.length, 'object was', 'objects were')} not fetched.\n${found.join('\n')}`;
}

const texts: Record<FetchProblemCode, { what: string; next: string }> = {
  changed: {
    what: 'Changed in the store since they were fetched',
    next: 'No file is replaced: what was billed depends on it. Deliver corrections under a new key. Or remove the file and fetch again: load replaces what it held.',
  },
  'changed-meanwhile': {
    what: 'Changed or removed in the store while they were fetched',
    next: 'Fetch again.',
  },
  corrupt: {
    what: 'Came with another content than the store says',
    next: 'Nothing of them is kept. Fetch again; if it stays, the store or the network is broken.',
  },
  'other-file': {
    what: 'Not the same as the file that has their name',
    next: 'No file is replaced. Move the file away if the object is right, and fetch again.',
  },
  'same-name': {
    what: 'Would have the same name as another object, but for upper and lower case or a folder',
    next: 'Rename them in the store, or give them an entry of fetch with another folder.',
  },
  'unsafe-name': {
    what: 'Have a name that no file may have: an empty part, "..", "\\", an unseen character, or a part of more than 200 bytes',
    next: 'Rename them in the store, or leave them out with include.',
  },
};
