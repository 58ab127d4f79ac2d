import { firstDay, lastDay } from '../calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { Exact, parseDecimal, plainText } from '../money/decimal.ts';
import { exactMoneyText } from '../money/format-decimal.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { FocusRow } from './columns.ts';
import { findLineTerms } from './line-terms.ts';
import { listPriceOf } from './list-price.ts';
import { applyDiscount, costOf, fitsDecimal, type Piece } from './piece.ts';
import { providerOf } from './provider.ts';
import { chargePeriod, type LineInDocument, rowOfLine } from './row.ts';
import { addTaxRows } from './tax-rows.ts';
import { type Units, usageUnits } from './units.ts';
import { usagePieces } from './usage-pieces.ts';

/** Facts beside a document that its rows depend on. */
export interface RowContext {
  /** All books that are known today: units of what cost nothing, list prices beside a contract's. */
  books: readonly PriceBook[];
  /** Who provides the service; the document's issuer where absent. */
  provider?: string | undefined;
  /** Tells whether an order was invoiced in an earlier month than the document's. */
  isEarlierOrder: (appId: string, orderId: string, month: string) => boolean;
}

/** Makes the rows of a document: by line, then by day or tier; rounding or a minimum, then tax, come last. */
export function rowsOfDocument(document: InvoiceDocument, context: RowContext): FocusRow[] {
  const provider = context.provider ?? providerOf(document);
  return document.lines.flatMap((line, index) =>
    addTaxRows(rowsOfLine({ document, line, lineNumber: index + 1, provider }, context), line),
  );
}

function rowsOfLine(subject: LineInDocument, context: RowContext): FocusRow[] {
  const { document, line } = subject;
  if ((document.kind ?? 'invoice') !== 'invoice') return [correctionRow(subject, context)];
  if (line.kind === 'prepaid' && line.valid_from === undefined)
    return [refundRow(subject, context)];
  return chargeRows(subject, context);
}

/** Makes the row of a difference to an invoice: no quantity and no price, only a cost. */
function correctionRow(subject: LineInDocument, context: RowContext): FocusRow {
  const { document } = subject;
  return {
    ...costOnly(subject),
    ...categoryOfCorrected(subject, context),
    ChargeClass: 'Correction',
    ...chargePeriod(firstDay(document.month), lastDay(document.month), document),
  };
}

function categoryOfCorrected(
  subject: LineInDocument,
  context: RowContext,
): Pick<FocusRow, 'ChargeCategory' | 'ChargeFrequency'> {
  const { line } = subject;
  if (line.kind === 'postpaid' && !isBySetting(subject, context))
    return { ChargeCategory: 'Usage', ChargeFrequency: 'Usage-Based' };
  return {
    ChargeCategory: isCreditOfUsage(subject, context) ? 'Credit' : 'Purchase',
    ChargeFrequency: frequencyOf(line),
  };
}

/** Tells whether a prepaid line credits usage; nothing else names a usage charge there. */
function isCreditOfUsage({ document, line }: LineInDocument, { books }: RowContext): boolean {
  return (
    line.kind === 'prepaid' &&
    findLineTerms(document, { ...line, kind: 'postpaid' }, books).charge !== undefined
  );
}

function refundRow(subject: LineInDocument, { isEarlierOrder }: RowContext): FocusRow {
  const { document, line } = subject;
  const [, kind, day = firstDay(document.month)] =
    /^(Refund|Credit) of (\d{4}-\d\d-\d\d):/.exec(line.explanation.en) ?? [];
  const row = {
    ...costOnly(subject),
    ...chargePeriod(day, day, document),
    ChargeFrequency: 'One-Time',
  };
  if (kind === 'Credit')
    return { ...row, ChargeCategory: 'Credit', ChargeClass: classOf(document) };
  const isCorrection =
    document.refers_to !== undefined || isOfEarlierMonth(subject, isEarlierOrder);
  if (isCorrection) return { ...row, ChargeCategory: 'Purchase', ChargeClass: 'Correction' };
  const piece: Piece = {
    from: day,
    until: day,
    priceName: 'refund',
    quantity: parseDecimal(line.quantity),
    listPrice: parseDecimal(line.unit_price),
    price: parseDecimal(line.unit_price),
  };
  return {
    ...row,
    ...pricedColumns(subject, piece, { pricing: 'Refunds' }),
    ChargeCategory: 'Purchase',
  };
}

/** Tells whether the refunded item was bought in another month than the document's. */
function isOfEarlierMonth(
  { document, line }: LineInDocument,
  isEarlierOrder: RowContext['isEarlierOrder'],
): boolean {
  if (isEarlierOrder(line.app_id, line.order_id ?? '', document.month)) return true;
  return !document.lines.some(
    ({ app_id, sku, valid_from }) =>
      app_id === line.app_id && sku === line.sku && valid_from !== undefined,
  );
}

function chargeRows(subject: LineInDocument, context: RowContext): FocusRow[] {
  const { document, line } = subject;
  const terms = findLineTerms(document, line, context.books);
  const isUsage = line.kind === 'postpaid' && line.usage !== undefined;
  const units = line.kind === 'prepaid' ? { pricing: 'Months' } : usageUnits(line, terms.charge);
  const pieces = mergeUnfitPieces(piecesOf(subject, listPriceOf(line, terms, units)), line);
  const shared = {
    ...rowOfLine(subject),
    ChargeCategory: isUsage ? 'Usage' : 'Purchase',
    ChargeClass: classOf(document),
    ChargeFrequency: isUsage ? 'Usage-Based' : frequencyOf(line),
  };
  const rows = pieces.map((piece) => ({
    ...shared,
    ...pricedColumns(subject, piece, units),
    ...chargePeriod(piece.from, piece.until, document),
  }));
  return [...rows, ...adjustmentRows(subject, pieces)];
}

function piecesOf({ document, line }: LineInDocument, listPrice: Exact): Piece[] {
  if (line.kind === 'postpaid') return usagePieces(line, document, listPrice);
  const from = line.valid_from!;
  const price = applyDiscount(parseDecimal(line.unit_price), line);
  const quantity = parseDecimal(line.quantity);
  return [{ from, until: line.valid_until ?? from, quantity, listPrice, price }];
}

/**
 * Merges pieces with a number that does not fit in `decimal(38, 18)` into one: once the line's
 * amount.
 */
function mergeUnfitPieces(pieces: Piece[], line: InvoiceLine): Piece[] {
  if (pieces.every(fitsDecimal)) return pieces;
  const amount = parseDecimal(line.amount);
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const { consumed, ...period } = { ...first, until: last.until };
  const used = consumed && parseDecimal(line.usage!).toDecimalPlaces(9);
  const quantity = new Exact(1);
  return [
    { ...period, quantity, listPrice: amount, price: amount, ...(used && { consumed: used }) },
  ];
}

/** Makes a row of what minimum, maximum or rounding adds to a line's pieces. */
function adjustmentRows(subject: LineInDocument, pieces: readonly Piece[]): FocusRow[] {
  const { document, line } = subject;
  const rest = parseDecimal(line.amount).minus(costOf(pieces));
  if (rest.isZero()) return [];
  const reason = reasonOf(line);
  return [
    {
      ...costOnly(subject, exactMoneyText(rest)),
      ChargeCategory: 'Adjustment',
      ChargeClass: classOf(document),
      ChargeDescription: `${reasonTitles[reason]} of ${line.title.en}`,
      ChargeFrequency: 'One-Time',
      ...chargePeriod(pieces[0]!.from, pieces.at(-1)!.until, document),
      x_Adjustment: reason,
    },
  ];
}

const reasonTitles = {
  minimum: 'Minimum charge',
  maximum: 'Maximum charge',
  rounding: 'Rounding',
} as const;

function reasonOf({ minimum, maximum }: InvoiceLine): keyof typeof reasonTitles {
  if (minimum !== undefined) return 'minimum';
  return maximum === undefined ? 'rounding' : 'maximum';
}

/** Makes a row with the four costs equal, without price and quantity. */
function costOnly(subject: LineInDocument, cost = subject.line.amount): FocusRow {
  const costs = { BilledCost: cost, ContractedCost: cost, EffectiveCost: cost, ListCost: cost };
  return { ...rowOfLine(subject), ...costs };
}

function pricedColumns(
  { document, line }: LineInDocument,
  { quantity, listPrice, price, consumed, priceName }: Piece,
  { pricing, consumed: consumedUnit, block }: Units,
): Partial<FocusRow> {
  const cost = exactMoneyText(quantity.times(price));
  const priceId = [document.price_list, line.sku, ...(priceName === undefined ? [] : [priceName])];
  return {
    BilledCost: cost,
    ContractedCost: cost,
    EffectiveCost: cost,
    ...(consumed !== undefined && {
      ConsumedQuantity: plainText(consumed),
      ConsumedUnit: consumedUnit ?? 'Units',
    }),
    ContractedUnitPrice: plainText(price),
    ListCost: exactMoneyText(quantity.times(listPrice)),
    ListUnitPrice: plainText(listPrice),
    PricingCategory: 'Standard',
    PricingQuantity: plainText(quantity),
    PricingUnit: pricing,
    SkuPriceDetails: block === undefined ? null : JSON.stringify({ x_BlockSize: block }),
    SkuPriceId: priceId.join('/'),
  };
}

/**
 * Returns the class of a charge: an invoice that replaces a voided one charges for an invoiced
 * month.
 */
function classOf({ refers_to }: InvoiceDocument): 'Correction' | null {
  return refers_to === undefined ? null : 'Correction';
}

/** Returns the frequency of a charge: a setting is paid every month, used or not. */
function frequencyOf({ kind }: InvoiceLine): 'One-Time' | 'Recurring' {
  return kind === 'prepaid' ? 'One-Time' : 'Recurring';
}

function isBySetting({ document, line }: LineInDocument, { books }: RowContext): boolean {
  return findLineTerms(document, line, books).charge?.model === 'by_setting';
}
