import { metricCatalogue } from '../../metrics/catalogue.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import { type Statement, tableOf } from './insert-rows.ts';
import { monthRule } from './price-rows.ts';

const columns = {
  metric: 'varchar',
  title: 'varchar',
  title_zh: 'varchar',
  unit: 'varchar',
  unit_zh: 'varchar',
  period: 'varchar',
  month_rules: 'varchar',
  position: 'integer',
};

/** Returns statements that create the table `metrics`, with the rules by which price books make months of days. */
export function metricTable({ books }: Pick<KnownTerms, 'books'>): Statement[] {
  const rules = new Map<string, Set<string>>();
  for (const { metric, month } of books.flatMap(({ charges }) => charges)) {
    if (metric === undefined || month === undefined) continue;
    rules.set(metric, (rules.get(metric) ?? new Set()).add(monthRule(month)));
  }
  const rows = [...metricCatalogue()].map(([metric, { title, unit, period }], index) => ({
    metric,
    title: title.en,
    title_zh: title.zh,
    unit: unit.unit,
    unit_zh: unit.zh,
    period,
    month_rules: rules.has(metric) ? [...rules.get(metric)!].sort().join(', ') : undefined,
    position: String(index + 1),
  }));
  return tableOf('metrics', columns, rows);
}
