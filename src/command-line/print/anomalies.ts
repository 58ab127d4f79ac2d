import type { ViewProblem } from '../../analyst/views/view.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Anomaly } from '../../jobs/anomalies.ts';
import { countOf } from '../../money/count-of.ts';
import { describeProblem } from './model-problems.ts';

const mostShown = 5;

/** Describes what looks wrong in a month, each with its days as bars; nothing if nothing does. */
export function describeAnomalies(month: string, anomalies: readonly Anomaly[]): string[] {
  if (anomalies.length === 0) return [];
  const one = `${countOf(anomalies.length, 'thing looks', 'things look')} wrong in ${month}`;
  const isAll = anomalies.length <= mostShown;
  const all = `imbill sql "select * from anomalies where month = '${month}'"`;
  return [
    isAll ? `${one}:` : `${one}. The first ${mostShown}; all of them: ${all}`,
    ...anomalies
      .slice(0, mostShown)
      .flatMap(({ message, code, days }) => [
        visibleCharacters(`? ${message} (${code})`),
        ...(days === undefined ? [] : [`  ${dayBars(days)}`]),
      ]),
  ];
}

/** Describes files of the workspace's anomalies/ that were left out. */
export function describeAnomalyProblems(problems: readonly ViewProblem[]): string[] {
  return problems.map((problem) =>
    visibleCharacters(`Not looked for: ${describeProblem(problem)}`),
  );
}

const bars = '▁▂▃▄▅▆▇█';

/**
 * Draws daily values as a line of bars. A zero is `_`, a day without a value a blank.
 *
 * @param days Decimal texts; a picture needs no more than their doubles.
 */
function dayBars(days: readonly (string | null)[]): string {
  const values = days.map((day) => (day === null ? undefined : Number(day)));
  const highest = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      if (value <= 0) return '_';
      return bars[Math.min(bars.length - 1, Math.floor((value / highest) * bars.length))];
    })
    .join('');
}
