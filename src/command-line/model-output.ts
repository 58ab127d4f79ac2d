import type { ViewProblem } from '../analyst/views/view.ts';
import { printable } from './text-table.ts';

const mostShown = 5;

/** What of the analysts' own views was left out of the snapshot, a sentence each; none if nothing. */
export function modelProblemsInWords(problems: readonly ViewProblem[]): string[] {
  const sentences = problems
    .slice(0, mostShown)
    .map((problem) => printable(`Left out of the snapshot: ${problemInWords(problem)}`));
  const more = problems.length - mostShown;
  if (more > 0) {
    sentences.push(
      `Left out of the snapshot: ${more} more ${more === 1 ? 'file' : 'files'}; all of them: imbill sql "select * from model_problems"`,
    );
  }
  return sentences;
}

function problemInWords({ path, line, column, message }: ViewProblem): string {
  const place = line === null ? '' : `, line ${line}, column ${column}`;
  return `${path}${place}: ${message.replaceAll(/\s*\n\s*/g, ' ')}`;
}
