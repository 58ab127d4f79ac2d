import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import { quoted } from '../../src/duckdb/duckdb.ts';
import type { MonthRule } from '../../src/prices/price-book.ts';

/**
 * Writes SQL for `imbill sql` that gives the month quantity of a charge as `quantity`.
 *
 * @param days First and last billing day that the price is for, inclusive.
 */
export function buildReproducingSql(
  appId: string,
  metric: string,
  month: Month,
  rule: MonthRule,
  days: { from: string; to: string } = { from: firstDay(month), to: lastDay(month) },
): string {
  if (rule.of === 'distinct')
    return `select quantity from monthly_users where app_id = ${quoted(appId)} and usage_month = date '${firstDay(month)}'`;
  const of = `from daily_usage where app_id = ${quoted(appId)} and metric = ${quoted(metric)}`;
  const between = (from: string) => `usage_date between date '${from}' and date '${days.to}'`;
  if (rule.of === 'sum')
    return `select cast(sum(quantity) as decimal(38, 9)) as quantity ${of} and ${between(days.from)}`;
  if (rule.of === 'last') return `select quantity ${of} and usage_date = date '${days.to}'`;
  if (rule.of === 'highest_from_day') {
    const from = `${month}-${String(rule.day).padStart(2, '0')}`;
    return `select max(quantity) as quantity ${of} and ${between(from > days.from ? from : days.from)}`;
  }
  if (rule.of === 'percentile') return percentileSql(of, rule.percent, days);
  return `select max(quantity) as quantity ${of} and ${between(days.from)}`;
}

/** Writes SQL of the nearest rank over all days. A day without data counts as 0. */
function percentileSql(
  of: string,
  percent: string,
  { from, to }: { from: string; to: string },
): string {
  return `with days as (select cast(unnest(generate_series(date '${from}', date '${to}', interval 1 day)) as date) as usage_date), usage as (select usage_date, quantity ${of}), ranked as (select coalesce(quantity, 0) as quantity, row_number() over (order by coalesce(quantity, 0)) as place, count(*) over () as number_of_days from days left join usage using (usage_date)) select quantity from ranked where place = cast(ceil(cast(${percent} as decimal(9, 6)) * number_of_days / 100) as bigint)`;
}
