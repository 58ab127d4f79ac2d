import { UserError } from '../../src/base/errors.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import type { Month } from '../../src/calendar/month.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { AlertReport } from '../../src/jobs/alerts.ts';
import { type RaisedAlert, recordAlerts } from '../../src/warehouse/alerts.ts';
import type { AlertRule } from '../../src/workspace/notice-settings.ts';
import { readAlertRules } from '../../src/workspace/settings.ts';
import type { Effects } from '../effects/effects.ts';
import { measure } from '../measure/measure.ts';
import { findAlerts } from '../price/find-alerts.ts';
import { type PricedMonth, price } from '../price/price.ts';
import { runningUntil } from '../price/projection.ts';
import { readTerms } from './month-terms.ts';

/** Raises the alerts of a priced month, unless it has invoices of an earlier command. */
export async function raiseAlertsOf(
  { month, priced, newNumbers }: { month: Month; priced: PricedMonth; newNumbers: string[] },
  effects: Effects,
): Promise<AlertReport> {
  const rules = await readAlertRules(effects.workspace.settings);
  if (rules.length === 0) return { alerts: [], alert_problems: [] };
  const invoices = await effects.warehouse.rows<{ number: string }>(
    'select number from invoices where month = $month',
    { month },
  );
  const wasIssued = invoices.some(({ number }) => !newNumbers.includes(number));
  return {
    alerts: wasIssued ? [] : await raise(month, priced, rules, effects),
    alert_problems: await findRuleProblems(rules, effects),
  };
}

/**
 * Measures and prices the last two months with usage that were not issued, and raises their alerts. A
 * month that cannot be priced is a problem and fails nothing. Does nothing without rules.
 */
export async function raiseAlerts(effects: Effects): Promise<AlertReport> {
  const rules = await readAlertRules(effects.workspace.settings);
  if (rules.length === 0) return { alerts: [], alert_problems: [] };
  const months = await effects.warehouse.rows<{ month: Month }>(
    queryText('warehouse/unissued_months'),
  );
  const alerts: RaisedAlert[] = [];
  try {
    for (const { month } of months) {
      await measure(month, effects);
      alerts.push(...(await raise(month, await price(month, effects), rules, effects)));
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { alerts, alert_problems: [`Alerts were not evaluated: ${error.message}`] };
  }
  return { alerts, alert_problems: await findRuleProblems(rules, effects) };
}

async function raise(
  month: Month,
  { customers }: PricedMonth,
  rules: readonly AlertRule[],
  { warehouse, now }: Effects,
): Promise<RaisedAlert[]> {
  const dataUntil = await runningUntil(warehouse, month);
  const found = findAlerts(month, customers, rules, dataUntil);
  return recordAlerts(warehouse, found, new Date(now()).toISOString());
}

/** Finds rules about a charge that no price book has, or about an unknown customer or app. */
async function findRuleProblems(rules: readonly AlertRule[], effects: Effects): Promise<string[]> {
  const terms = await readTerms(effects);
  if (terms === undefined) return [];
  const { customers } = terms.accounts;
  const known = {
    charge: terms.books.flatMap(({ charges }) => charges.map(({ sku }) => sku)),
    customer: customers.map(({ customerId }) => customerId),
    app: customers.flatMap(({ apps }) => apps.map(({ appId }) => appId)),
  };
  return rules.flatMap((rule) => {
    const named = { charge: undefined, app: undefined, ...rule };
    return (['charge', 'customer', 'app'] as const).flatMap((key) => {
      const name = named[key];
      if (name === undefined || known[key].includes(name)) return [];
      const nearest = nearestName(name, [...new Set(known[key])]);
      const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
      const where = key === 'charge' ? 'no price book has it' : 'accounts/customers.csv has none';
      return [
        `imbill.yaml: the alert "${rule.rule}" names the ${key} ${JSON.stringify(name)}, but ${where}${hint}`,
      ];
    });
  });
}
