import type { ViewProblem } from '../../analyst/views/view.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';

const mostShown = 5;

/** Describes the analysts' views that are not in the snapshot, a sentence each. */
export function describeModelProblems(problems: readonly ViewProblem[]): string[] {
  const sentences = problems
    .slice(0, mostShown)
    .map((problem) => visibleCharacters(`Left out of the snapshot: ${describeProblem(problem)}`));
  const more = problems.length - mostShown;
  if (more > 0) {
    sentences.push(
      `Left out of the snapshot: ${more} more ${more === 1 ? 'file' : 'files'}; all of them: imbill sql "select * from model_problems"`,
    );
  }
  return sentences;
}

/** Describes a problem with its place, on one line. */
export function describeProblem({ path, line, column, message }: ViewProblem): string {
  const place = line === null ? '' : `, line ${line}, column ${column}`;
  return `${path}${place}: ${message.replaceAll(/\s*\n\s*/g, ' ')}`;
}
