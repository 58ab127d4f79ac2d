import { ratingInputOf } from '../../src/billing/draft.ts';
import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { lastDay, type Month } from '../../src/calendar/month.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { compareDecimals } from '../../src/money/decimal.ts';
import { groupDigits } from '../../src/money/format-decimal.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import { type ChargeProgress, chargeProgress } from '../../src/rating/charge-progress.ts';
import type { Alert } from '../../src/warehouse/alerts.ts';
import type { AlertRule, AmountRule, ChargeRule } from '../../src/workspace/notice-settings.ts';
import type { PricedCustomer } from './price.ts';

/**
 * Finds the thresholds that a priced month reached, by rule, customer and app. Of several thresholds of
 * a rule, each that is reached counts.
 *
 * @param dataUntil Last day of the month with data; absent for a month that is complete.
 */
export function findAlerts(
  month: Month,
  customers: readonly PricedCustomer[],
  rules: readonly AlertRule[],
  dataUntil: BillingDay = lastDay(month),
): Alert[] {
  const progress = new Map(
    rules.some(({ kind }) => kind !== 'amount')
      ? customers.map(({ facts }) => [
          facts,
          chargeProgress(ratingInputOf(facts, allUnits()), dataUntil),
        ])
      : [],
  );
  return rules.flatMap((rule) =>
    customers
      .filter(({ draft }) => rule.customer === undefined || rule.customer === draft.customer_id)
      .flatMap((customer) =>
        rule.kind === 'amount'
          ? amountAlerts(month, rule, customer)
          : chargeAlerts(month, rule, customer, progress.get(customer.facts) ?? []),
      ),
  );
}

function amountAlerts(month: Month, rule: AmountRule, { draft }: PricedCustomer): Alert[] {
  const { customer_id, currency } = draft;
  const total = amountDue(draft);
  if (rule.currency !== undefined && rule.currency !== currency) return [];
  return rule.thresholds
    .filter((threshold) => compareDecimals(total, threshold) >= 0)
    .map((threshold) => ({
      rule: rule.rule,
      month,
      customer_id,
      app_id: '',
      charge: '',
      threshold,
      reached_at: threshold,
      value: total,
      unit: currency,
      message: `${month}: ${customer_id} is at ${groupDigits(total)} ${currency} and has reached ${groupDigits(threshold)} ${currency}`,
    }));
}

function chargeAlerts(
  month: Month,
  rule: ChargeRule,
  { draft: { customer_id } }: PricedCustomer,
  progress: readonly ChargeProgress[],
): Alert[] {
  return progress
    .filter(({ app_id, sku }) => sku === rule.charge && (rule.app ?? app_id) === app_id)
    .flatMap((charge) => {
      const span = spanOf(rule, charge);
      if (span === undefined) return [];
      return rule.thresholds.flatMap((percent): Alert[] => {
        const reachedAt = span.from.add(share(span.at.subtract(span.from), percent));
        if (charge.usage.compare(reachedAt) < 0) return [];
        const [usage, at] = [formatQuantity(charge.usage), formatQuantity(span.at)];
        const where =
          rule.kind === 'allowance'
            ? `${percent}% of the ${groupDigits(at)} included`
            : `${percent}% of the way from ${groupDigits(formatQuantity(span.from))} to ${groupDigits(at)}, where its next block begins`;
        return [
          {
            rule: rule.rule,
            month,
            customer_id,
            app_id: charge.app_id,
            charge: rule.charge,
            threshold: `${percent}%`,
            reached_at: formatQuantity(reachedAt),
            value: usage,
            unit: charge.unit,
            message: `${month}: ${rule.charge} of app ${charge.app_id} (${customer_id}) is at ${groupDigits(usage)} ${charge.unit} and has reached ${where}`,
          },
        ];
      });
    });
}

/** Returns the usage that a rule's percents are about; `undefined` if the charge has no such. */
function spanOf(
  { kind }: ChargeRule,
  { step, included }: ChargeProgress,
): { from: Quantity; at: Quantity } | undefined {
  if (kind === 'next_block') return step;
  if (included === undefined || included.isZero()) return undefined;
  return { from: Quantity.zero, at: included };
}

function share(whole: Quantity, percent: string): Quantity {
  return whole.times(Quantity.of(percent, '100'));
}
