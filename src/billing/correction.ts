import type { Month } from '../calendar/month.ts';
import { amountDue } from '../invoice/amount-due.ts';
import type { CorrectionCause, DocumentKind, InvoiceLine } from '../invoice/document.ts';
import { parseDecimal, plainText } from '../money/decimal.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { sumMoney } from '../money/round-money.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { amountOfLines, documentTax } from '../rating/line-tax.ts';
import { type ChargeDifference, chargeDifferences, negated } from './charge-differences.ts';
import { addCorrectionTax, type LinesOfMonth } from './correction-tax.ts';
import { datesOf } from './document-dates.ts';
import type { Draft } from './draft.ts';

/** Content of a correction besides its lines. */
export interface CorrectionContext {
  /** The customer's month calculated today; for a void the invoice itself. */
  base: Draft;
  /** Number of the invoice that is corrected or cancelled. */
  refersTo: string;
  month: LinesOfMonth;
  openMonth: Month;
  /** All books of the customer's list. Their terms date the document. */
  books: readonly PriceBook[];
  causes: CorrectionCause[];
  /** Codes of the causes of each difference, in the order of the differences. */
  causesOfLines: string[][];
  reason: string;
}

/**
 * Builds the correction of some differences: a credit note if their sum is negative, or else a debit
 * note. A debit note may also be over 0.00, if amounts only move between lines.
 */
export function correctionOf(
  differences: readonly ChargeDifference[],
  context: CorrectionContext,
): Draft {
  const { base, refersTo, causes, reason } = context;
  const untaxed = differences.map((one, index) => lineOf(one, context.causesOfLines[index] ?? []));
  const lines = addCorrectionTax(untaxed, differences, context.month);
  const tax = documentTax(lines, base.tax?.is_exempt);
  const sumOf = (kind?: InvoiceLine['kind']) =>
    sumMoney(lines.filter((line) => (kind ?? line.kind) === line.kind).map((line) => line.amount));
  const total = sumOf();
  const apps = new Set(lines.map(({ app_id }) => app_id));
  return {
    ...headOf(base),
    kind: kindOf(amountDue({ total, tax })),
    refers_to: refersTo,
    reason,
    corrects: {
      number: refersTo,
      issued: amountOfLines(context.month.issued),
      now: amountOfLines(context.month.now),
    },
    causes,
    ...datesOf(context.openMonth, context.books),
    prepaid: sumOf('prepaid'),
    postpaid: sumOf('postpaid'),
    total,
    ...(tax !== undefined && { tax }),
    apps: [...apps].map(
      (appId) =>
        base.apps.find(({ app_id }) => app_id === appId) ?? { app_id: appId, app_name: '' },
    ),
    lines,
    findings: [],
    usage: [],
  };
}

/** Returns what a correction has in common with its invoice. */
function headOf(base: Draft) {
  const { format, month, customer_id, customer_name, issuer, currency, time_zone } = base;
  const { issuer_details, customer_details, language, currency_as } = base;
  const { price_list, price_books, contracts } = base;
  return {
    ...{ format, month, customer_id, customer_name, issuer, currency, time_zone },
    ...(issuer_details !== undefined && { issuer_details }),
    ...(customer_details !== undefined && { customer_details }),
    ...(language !== undefined && { language }),
    ...(currency_as !== undefined && { currency_as }),
    ...{ price_list, price_books },
    ...(contracts !== undefined && { contracts }),
  };
}

/**
 * Builds the document that takes back an invoice and its corrections as a whole: a credit note, or a
 * debit note if their sum is negative, as with refunds.
 *
 * @param issued All lines of the customer's month so far.
 */
export function cancellationOf(
  issued: readonly InvoiceLine[],
  context: Pick<CorrectionContext, 'base' | 'refersTo' | 'openMonth' | 'books' | 'reason'>,
): Draft {
  const cancelled = correctionOf(chargeDifferences(issued, []), {
    ...context,
    month: { issued, now: [] },
    causes: [],
    causesOfLines: [],
  });
  const due = amountDue(cancelled);
  const isMore = kindOf(due) === 'debit_note' && due !== '0.00';
  const lines = cancelled.lines.map((line) => ({
    ...line,
    explanation: explainVoid(line, context),
  }));
  return { ...cancelled, kind: isMore ? 'debit_note' : 'credit_note', lines };
}

/**
 * Explains a line that is taken back. It does not say what is charged now, as a replacement may charge
 * for it again.
 */
function explainVoid(
  { amount, corrects }: InvoiceLine,
  { refersTo }: Pick<CorrectionContext, 'refersTo'>,
): InvoiceLine['explanation'] {
  const issued = withMinus(corrects?.issued ?? '0.00');
  return {
    en: `Issued ${issued}, taken back with ${refersTo}: ${withSign(amount)}`,
    zh: `已开 ${issued}，随 ${refersTo} 作废退回：${withSign(amount)}`,
  };
}

function kindOf(total: string): DocumentKind {
  return total.startsWith('-') ? 'credit_note' : 'debit_note';
}

function lineOf(one: ChargeDifference, causes: string[]): InvoiceLine {
  const { app_id, sku, kind, order_id, issued, now, difference, lines } = one;
  const known = lines.now.at(-1);
  const { title, source } = (known ?? lines.issued.at(-1))!;
  const isLess = difference.startsWith('-');
  return {
    app_id,
    sku,
    kind,
    title,
    quantity: isLess ? '-1' : '1',
    unit_price: plainText(parseDecimal(isLess ? negated(difference) : difference)),
    amount: difference,
    ...(known?.peak_date === undefined ? {} : { peak_date: known.peak_date }),
    ...(known?.peak_at === undefined ? {} : { peak_at: known.peak_at }),
    ...(order_id === undefined ? {} : { order_id }),
    corrects: { issued, now, ...usageOf(lines) },
    causes,
    explanation: explainDifference(one),
    source,
  };
}

/** Returns the month quantities of a charge with one line each. */
function usageOf({ issued, now }: ChargeDifference['lines']) {
  const before = issued.findLast(({ usage }) => usage !== undefined);
  const after = now.length === 1 ? now[0] : undefined;
  const usedBefore = before?.usage ?? before?.corrects?.usage_now;
  return {
    ...(usedBefore === undefined ? {} : { usage_issued: usedBefore }),
    ...(after?.usage === undefined ? {} : { usage_now: after.usage }),
  };
}

function explainDifference({ issued, now, difference, lines, tax_percent }: ChargeDifference) {
  const join = (language: 'en' | 'zh') =>
    lines.now.map(({ explanation }) => explanation[language]).join('; ');
  const [en, zh] = [join('en'), join('zh')];
  const rate = tax_percent === undefined ? undefined : `${tax_percent}%`;
  return {
    en: `Issued ${withMinus(issued)}, now ${withMinus(now)}: ${withSign(difference)}. ${en === '' ? `It is no longer charged${rate === undefined ? '' : ` with ${rate} tax`}` : `Now: ${en}`}`,
    zh: `已开 ${withMinus(issued)}，现为 ${withMinus(now)}：${withSign(difference)}。${zh === '' ? `该项不再${rate === undefined ? '' : `按税率 ${rate} `}收费` : `现为：${zh}`}`,
  };
}

function withMinus(amount: string): string {
  return groupDigits(amount).replace('-', '−');
}

function withSign(amount: string): string {
  return amount.startsWith('-') ? withMinus(amount) : `+${withMinus(amount)}`;
}
