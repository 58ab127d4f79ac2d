import { join } from 'node:path';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { amountDue } from '../../invoice/amount-due.ts';
import type { InvoiceDocument, TaxRate } from '../../invoice/document.ts';
import type { CorrectedCustomer, CorrectedLine, CorrectionResult } from '../../jobs/correct.ts';
import type { VoidResult } from '../../jobs/void.ts';
import type { Cause } from '../../ledger/cause-texts.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { type Part, quiet } from '../../terminal/layout.ts';
import { documentKinds } from './document-kinds.ts';
import { nameOfRate } from './tax.ts';

/**
 * Describes the corrections of a month, issued or only shown.
 *
 * @param workspace The folder as the user named it.
 */
export function describeCorrection(result: CorrectionResult, workspace: string): Part[] {
  const { month, issued, dated_in, corrections, documents, drafts_sha256, reports } = result;
  if (corrections.length === 0)
    return [`Nothing to correct: ${month} has the amounts that were issued.`];
  const count = countOf(documents.length, 'document');
  return [
    ...corrections.flatMap((one, index) => describeCustomer(one, documents[index]!, issued)),
    issued
      ? `Issued ${count} for ${month}, dated as those of ${dated_in}.`
      : `This is a dry run: nothing was issued. Without --dry-run, ${count} would be issued, dated as those of ${dated_in}.`,
    ...(issued ? [] : [quiet(`Content hash of the corrections: ${drafts_sha256}`)]),
    ...(reports === undefined ? [] : [`Reports: ${join(workspace, reports, 'summary.html')}`]),
  ];
}

function describeCustomer(
  one: CorrectedCustomer,
  { tax }: InvoiceDocument,
  isIssued: boolean,
): Part[] {
  const { customer_id, customer_name, currency, lines } = one;
  const title = isIssued ? `${documentKinds[one.kind]} ${one.number}` : documentKinds[one.kind];
  const of = one.refers_to === undefined ? '' : `${relations[one.kind]} ${one.refers_to}, `;
  const rows = [...lines.map(chargeRow), ...(tax?.rates ?? []).flatMap(taxRow)];
  return [
    `${title}: ${of}${visibleCharacters(customer_name)} (${visibleCharacters(customer_id)}): issued ${groupDigits(one.issued)}, now ${groupDigits(one.now)}, difference ${groupDigits(one.difference)} ${currency}`,
    {
      columns: [
        { title: 'app' },
        { title: 'charge' },
        ...(tax === undefined ? [] : [{ title: 'tax' }]),
        { title: 'issued', isNumber: true },
        { title: 'now', isNumber: true },
        { title: 'difference', isNumber: true },
        { title: 'why', fit: 'wrap' },
      ],
      rows: rows.map(({ before, rate, after }) => [
        ...before,
        ...(tax === undefined ? [] : [rate]),
        ...after,
      ]),
    },
    '',
  ];
}

/** Cells of a row: the tax rate is left out where the document has no tax. */
interface Row {
  before: string[];
  rate: string;
  after: string[];
}

function chargeRow(line: CorrectedLine): Row {
  const { app_id, sku, order_id, issued, now, difference, causes } = line;
  const why = causes.length === 0 ? 'not invoiced before' : causes.map(describeCause).join('; ');
  return {
    before: [app_id, order_id === undefined ? sku : `${sku} (${order_id})`],
    rate: nameOfRate({ percent: line.tax_percent ?? '0', included: line.tax_included === true }),
    after: [...[issued, now, difference].map(groupDigits), why],
  };
}

/** Shows the change of a tax that is added to the charges. The rows then add up to the difference. */
function taxRow(rate: TaxRate): Row[] {
  if (rate.included || rate.percent === '0') return [];
  const after = ['', '', groupDigits(rate.tax), ''];
  return [{ before: ['', 'tax'], rate: nameOfRate(rate), after }];
}

const relations: Record<CorrectedCustomer['kind'], string> = {
  invoice: 'replaces',
  credit_note: 'corrects',
  debit_note: 'corrects',
};

const causeNames: Record<Cause['code'], string> = {
  'late-data': 'late rows',
  'withdrawn-data': 'withdrawn',
  purchases: 'purchases',
  roaming: 'roaming settings',
  'app-settings': 'settings of the app',
  prices: 'prices',
  customer: 'customer',
  settings: 'settings',
  counting: 'measuring rule',
  rating: 'rating rule',
  unknown: 'unknown: the facts behind the invoice were not stored',
};

const shownDetails = 3;

function describeCause({ code, details }: Cause): string {
  if (details.length === 0) return causeNames[code];
  const more = details.length > shownDetails ? ` and ${details.length - shownDetails} more` : '';
  return `${causeNames[code]}: ${details.slice(0, shownDetails).join(', ')}${more}`;
}

/** Describes a voided invoice, and the documents that were issued for it. */
export function describeVoid(result: VoidResult, workspace: string): string {
  const { number, reason, credit_note, replacement, dated_in, month, reports } = result;
  return [
    `Voided ${number}: ${visibleCharacters(reason)}`,
    `${documentKinds[credit_note.kind ?? 'invoice']} ${amountOf(credit_note)}`,
    replacement === null
      ? `No replacement was issued. To invoice ${month} again: imbill correct --month ${month}`
      : `Replaced by ${amountOf(replacement)}`,
    `Dated as the documents of ${dated_in}.`,
    `Reports: ${join(workspace, reports, 'summary.html')}`,
    '',
  ].join('\n');
}

function amountOf(document: InvoiceDocument): string {
  const { number, currency } = document;
  return `${number} over ${groupDigits(amountDue(document))} ${currency}`;
}
