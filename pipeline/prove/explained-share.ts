import type { Month } from '../../src/calendar/month.ts';
import {
  type ExplainedCharge,
  type ExplainedDocument,
  type ExplainedMonth,
  type ExplainedShare,
  type ExplainedTotal,
  explanations,
} from '../../src/jobs/explain-month.ts';
import { Exact, parseDecimal, plainText } from '../../src/money/decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import type { DocumentOrigins, LineOrigin } from './explain-document.ts';

/** Sums up what is explained of a month. */
export function sumUp(month: Month, documents: readonly DocumentOrigins[]): ExplainedMonth {
  const explained = documents.map(({ document, lines }) => ({
    document,
    charges: lines.map((one) => chargeOf(document.number, one)),
  }));
  const charges = explained.flatMap((one) => one.charges);
  const byCurrency = groupBy(explained, ({ document }) => document.currency);
  return {
    month,
    ...shareOf(charges),
    totals: [...byCurrency]
      .map(([currency, some]) =>
        totalOf(
          currency,
          some.flatMap((one) => one.charges),
        ),
      )
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
    documents: explained.map(({ document, charges: own }): ExplainedDocument => {
      const { number, customer_id, currency } = document;
      return {
        number,
        customer_id,
        currency,
        amount: amountOf(own),
        explained: amountOf(own.filter(isExplained)),
        ...shareOf(own),
      };
    }),
    charges,
  };
}

function chargeOf(
  number: string,
  { line, by, values, missing, differing }: LineOrigin,
): ExplainedCharge {
  const { app_id, sku, order_id, amount } = line;
  const charge = { number, app_id, sku, ...(order_id !== undefined && { order_id }), amount };
  const why = [...differing, ...missing];
  if (by === undefined && why.length === 0) why.push('no earlier document has this charge');
  if (why.length > 0) return { ...charge, why, ...(differing.length > 0 && { differs: true }) };
  return { ...charge, by: by!, ...(values.length > 0 && { values }) };
}

function isExplained({ by }: ExplainedCharge): boolean {
  return by !== undefined;
}

function totalOf(currency: string, charges: readonly ExplainedCharge[]): ExplainedTotal {
  const amounts = explanations.map(
    (by) => [by, amountOf(charges.filter((one) => one.by === by))] as const,
  );
  return {
    currency,
    amount: amountOf(charges),
    explained: amountOf(charges.filter(isExplained)),
    by: Object.fromEntries(amounts) as ExplainedTotal['by'],
  };
}

/** Adds up amounts without their signs. */
function amountOf(charges: readonly ExplainedCharge[]): string {
  return sumMoney(charges.map(({ amount }) => amount.replace('-', '')));
}

function shareOf(charges: readonly ExplainedCharge[]): ExplainedShare {
  const explained = charges.filter(isExplained);
  return {
    lines: charges.length,
    explained_lines: explained.length,
    zero_lines: explained.filter(({ amount }) => amount === '0.00').length,
    share: percentOf(charges, explained),
  };
}

function percentOf(all: readonly ExplainedCharge[], some: readonly ExplainedCharge[]): string {
  if (some.length === all.length) return '100';
  const whole = parseDecimal(amountOf(all));
  const [part, of] = whole.isZero()
    ? [new Exact(some.length), new Exact(all.length)]
    : [parseDecimal(amountOf(some)), whole];
  const percent = part.times(100).dividedBy(of).toDecimalPlaces(2, Exact.ROUND_DOWN);
  return plainText(percent.greaterThanOrEqualTo(100) ? new Exact('99.99') : percent);
}
