import type { InvoiceDocument } from '../invoice/document.ts';
import type { ProjectedCharge, Projection } from '../invoice/projection.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { textTable } from './text-table.ts';

/** What running months may come to, for people; nothing where no invoice has a projection. */
export function projectionsInWords(invoices: readonly InvoiceDocument[]): string[] {
  const projected = invoices.filter(
    (invoice): invoice is InvoiceDocument & { projection: Projection } =>
      invoice.projection !== undefined,
  );
  const [first] = projected;
  if (first === undefined) return [];
  const rows = projected.flatMap((invoice) => [
    ...invoice.projection.charges.map((charge) => chargeRow(invoice.customer_id, charge)),
    totalRow(invoice, invoice.projection),
  ]);
  return [
    `If the highest day until ${first.projection.data_until} stands until the month's end:`,
    textTable(
      [
        { title: 'customer' },
        { title: 'app' },
        { title: 'charge' },
        { title: 'usage', isNumber: true },
        { title: 'so far', isNumber: true },
        { title: 'projected', isNumber: true },
        { title: 'next step' },
      ],
      rows,
    ),
  ];
}

function chargeRow(customer: string, charge: ProjectedCharge): string[] {
  const { so_far, projected } = charge;
  return [
    customer,
    charge.app_id,
    charge.sku,
    so_far.usage === undefined ? '' : groupDigits(so_far.usage),
    groupDigits(so_far.amount),
    groupDigits(projected.amount),
    nextInWords(charge),
  ];
}

function totalRow({ customer_id, currency, total }: InvoiceDocument, projection: Projection) {
  return [
    customer_id,
    '',
    'total, prepaid included',
    '',
    groupDigits(total),
    `${groupDigits(projection.total)} ${currency}`,
    '',
  ];
}

/** `47,660 more to 200,000, above which +10,000.00`. */
function nextInWords({ next, one_more, no_next }: ProjectedCharge): string {
  const unit = one_more === undefined ? [] : [`each more ${signed(one_more)}`];
  if (next === undefined) return [...unit, reasonInWords(no_next)].filter(Boolean).join('; ');
  const { at, when, distance, extra } = next;
  const where = when === 'above' ? 'above which' : 'at which';
  const words = `${groupDigits(distance)} more to ${groupDigits(at)}, ${where} ${signed(extra)}`;
  return [...unit, words].join('; ');
}

function reasonInWords(reason: ProjectedCharge['no_next']): string {
  const reasons: Record<NonNullable<ProjectedCharge['no_next']>, string> = {
    no_plan: 'not charged: no plan',
    setting: 'by setting, whatever the usage',
    maximum: 'at its maximum',
    per_unit: '',
    flat: 'whole amount charged',
    last_tier: 'at the last step',
    days_over: 'days of this price have passed',
  };
  return reason === undefined ? '' : reasons[reason];
}

function signed(amount: string): string {
  return amount.startsWith('-') ? `−${groupDigits(amount.slice(1))}` : `+${groupDigits(amount)}`;
}
