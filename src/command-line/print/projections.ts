import { amountDue } from '../../invoice/amount-due.ts';
import type { InvoiceDocument } from '../../invoice/document.ts';
import type { ProjectedCharge, Projection } from '../../invoice/projection.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { Part } from '../../terminal/layout.ts';

/** Describes the projected totals of a month that is not over; empty if there are none. */
export function describeProjections(invoices: readonly InvoiceDocument[]): Part[] {
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
    `If no later day is higher than those until ${first.projection.data_until}:`,
    {
      columns: [
        { title: 'customer' },
        { title: 'app' },
        { title: 'charge', fit: 'wrap' },
        { title: 'usage', isNumber: true },
        { title: 'so far', isNumber: true },
        { title: 'projected', isNumber: true },
        { title: 'next step', fit: 'wrap' },
      ],
      rows,
    },
  ];
}

const totalTitle = 'total, prepaid included';

function chargeRow(customer: string, charge: ProjectedCharge): string[] {
  const { so_far, projected } = charge;
  return [
    customer,
    charge.app_id,
    charge.sku,
    so_far.usage === undefined ? '' : groupDigits(so_far.usage),
    groupDigits(so_far.amount),
    groupDigits(projected.amount),
    describeNextStep(charge),
  ];
}

function totalRow(document: InvoiceDocument, projection: Projection) {
  const { customer_id, currency } = document;
  return [
    customer_id,
    '',
    totalTitle,
    '',
    groupDigits(amountDue(document)),
    `${groupDigits(projection.total)} ${currency}`,
    '',
  ];
}

/** Returns a text such as `47,660 more to 200,000, above which +10,000.00`. */
function describeNextStep({ next, one_more, no_next }: ProjectedCharge): string {
  const unit = one_more === undefined ? [] : [`each more ${signed(one_more)}`];
  if (next === undefined) return [...unit, describeNoStep(no_next)].filter(Boolean).join('; ');
  const { at, when, distance, extra } = next;
  const where = when === 'above' ? 'above which' : 'at which';
  const words = `${groupDigits(distance)} more to ${groupDigits(at)}, ${where} ${signed(extra)}`;
  return [...unit, words].join('; ');
}

function describeNoStep(reason: ProjectedCharge['no_next']): string {
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
